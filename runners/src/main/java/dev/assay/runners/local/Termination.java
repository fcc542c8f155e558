package dev.assay.runners.local;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The wish that this process ends, from the system or from a keyboard. Not a shutdown hook: hooks
 * run all at once, and the embedded PostgreSQL, which has one, would be gone before those that
 * write to it.
 */
public final class Termination {
  private Termination() {}

  /** From now on a signal to end does no more than open this latch. */
  public static CountDownLatch asked() {
    CountDownLatch asked = new CountDownLatch(1);
    try {
      // By name: the compiler warns of this package, and here a warning is an error.
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object open =
          Proxy.newProxyInstance(
              Termination.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                asked.countDown();
                return null;
              });
      for (String name : List.of("TERM", "INT")) {
        Object one = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, one, open);
      }
      return asked;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM cannot be told to end in order", e);
    }
  }
}
