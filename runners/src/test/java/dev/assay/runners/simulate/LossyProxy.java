package dev.assay.runners.simulate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and PostgreSQL, and cuts every connection at its first commit: when the
 * server has done it, so that only the answer is lost, or every second time before it hears of it.
 */
final class LossyProxy implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger cuts = new AtomicInteger();
  private final int server;
  private final boolean alsoBefore;

  LossyProxy(int server, boolean alsoBefore) throws IOException {
    this.server = server;
    this.alsoBefore = alsoBefore;
    start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  int cuts() {
    return cuts.get();
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException closed) {
                // An end of the connection is gone, as it must.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      start(() -> forward(client));
    }
  }

  private void forward(Socket client) throws IOException {
    try (client;
        Socket postgres = new Socket(InetAddress.getLoopbackAddress(), server)) {
      Object answers = new Object();
      boolean[] cut = {false};
      start(() -> answer(postgres, client, answers, cut));
      byte[] buffer = new byte[65_536];
      InputStream in = client.getInputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (new String(buffer, 0, n, ISO_8859_1).contains("COMMIT")) {
          boolean before = cuts.getAndIncrement() % 2 == 1 && alsoBefore;
          synchronized (answers) {
            cut[0] = true;
            if (!before) {
              postgres.getOutputStream().write(buffer, 0, n);
              await(answers);
            }
          }
          return;
        }
        postgres.getOutputStream().write(buffer, 0, n);
      }
    }
  }

  /** Passes on what the server says until the connection is cut. */
  private static void answer(Socket postgres, Socket client, Object answers, boolean[] cut)
      throws IOException {
    byte[] buffer = new byte[65_536];
    InputStream in = postgres.getInputStream();
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      synchronized (answers) {
        if (cut[0]) {
          answers.notifyAll();
          return;
        }
        client.getOutputStream().write(buffer, 0, n);
      }
    }
  }

  private static void await(Object answers) {
    try {
      answers.wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
