package dev.assay.pipelines;

import dev.assay.pipelines.io.Endpoint;
import java.util.List;

/**
 * A table that a pipeline reads from outside.
 *
 * @param name what the setting is called that says where from: {@code trades}
 * @param table the silver table's name
 * @param what its rows, in words
 * @param files what its files are like, in words
 */
public record Input(String name, String table, String what, String files) {

  /** Whether this word, in any case, is its name or its table's. */
  public boolean isCalled(String word) {
    String asked = Way.kebabCase(word);
    return asked.equals(Way.kebabCase(name)) || asked.equals(Way.kebabCase(table));
  }

  /** From where it can come, for messages. */
  public String places() {
    return "a file, a folder, a pattern or topics";
  }

  /** What it is, for whoever is to say where it is. */
  public String help() {
    return "File, folder or pattern of "
        + what
        + ": "
        + files
        + ", also with .gz. Or topics, kafka://HOST:PORT/TOPIC,TOPIC, which are read without end.";
  }

  /**
   * The files, or the topics, that this URI names.
   *
   * @throws IllegalArgumentException with a message for the user when the input cannot come from it
   */
  List<? extends Endpoint> endpoints(String uri) {
    if (uri.startsWith("kafka:")) {
      return Endpoint.topics(uri);
    }
    Endpoint endpoint = Endpoint.of(uri);
    if (endpoint instanceof Endpoint.Files) {
      return List.of(endpoint);
    }
    throw new IllegalArgumentException("this is a database; give " + places());
  }
}
