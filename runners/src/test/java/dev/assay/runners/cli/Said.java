package dev.assay.runners.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What a command of this process printed, and its exit code. */
public record Said(int code, String out, String err) {
  public static Said by(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream heardOut = new ByteArrayOutputStream();
    ByteArrayOutputStream heardErr = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(heardOut, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(heardErr, true, StandardCharsets.UTF_8));
      int code = Assay.run(arguments);
      return new Said(
          code,
          heardOut.toString(StandardCharsets.UTF_8),
          heardErr.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @Override
  public String toString() {
    return "exit code " + code + "\n" + out + "\n" + err;
  }
}
