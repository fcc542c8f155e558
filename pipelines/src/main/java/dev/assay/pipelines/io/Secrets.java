package dev.assay.pipelines.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Secrets by reference: {@code env:NAME} or {@code file:PATH}. No message ever holds a secret. */
public final class Secrets {
  private static final String ENV = "env:";
  private static final String FILE = "file:";

  private Secrets() {}

  /** Refuses a secret in plain text, which would show in logs and on the runner's pages. */
  public static String requireReference(String reference) {
    if (!reference.startsWith(ENV) && !reference.startsWith(FILE)) {
      throw new IllegalArgumentException(
          "A secret is given in plain text. Give a reference to it instead: env:NAME for an"
              + " environment variable, or file:PATH for a file that holds it");
    }
    return reference;
  }

  /** The secret, read now. */
  public static String resolve(String reference) {
    requireReference(reference);
    String secret =
        reference.startsWith(ENV)
            ? System.getenv(reference.substring(ENV.length()))
            : contentOf(reference);
    if (secret == null) {
      throw new SecretMissing(
          "The secret "
              + reference
              + " is not there: the environment variable is not set. Set it"
              + " where the pipeline's workers run");
    }
    if (secret.isEmpty()) {
      throw new SecretMissing("The secret " + reference + " is empty");
    }
    return secret;
  }

  /** Without the line break that editors put at the end. */
  private static String contentOf(String reference) {
    try {
      String path = reference.substring(FILE.length()).replaceFirst("^///", "/");
      return Files.readString(Path.of(path)).stripTrailing();
    } catch (IOException | InvalidPathException e) {
      throw new SecretMissing(
          "The secret "
              + reference
              + " cannot be read: "
              + e.getClass().getSimpleName()
              + ". The file must exist, as text, where the pipeline's workers run");
    }
  }
}
