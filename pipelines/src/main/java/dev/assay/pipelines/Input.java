package dev.assay.pipelines;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.schemas.Table;
import java.util.List;

/**
 * A table that a pipeline reads from outside.
 *
 * @param name what the setting is called that says where from: {@code trades}
 * @param table the silver table's name
 * @param what its rows, in words
 * @param files what its files are like, in words
 * @param topics how many topics it can come from
 */
public record Input(String name, String table, String what, String files, Topics topics) {

  /** How many topics of Kafka an input can come from, beside files. */
  public enum Topics {
    NONE("a file, a folder or a pattern"),
    ONE("a file, a folder, a pattern or a topic"),
    MANY("a file, a folder, a pattern or topics");

    private final String places;

    Topics(String places) {
      this.places = places;
    }
  }

  /** An input of files that is called as its table. */
  public static Input of(Table<?> table) {
    String words = table.name().replace('_', ' ');
    String name = Way.kebabCase(table.name());
    return new Input(name, table.name(), words, ".jsonl, .csv", Topics.NONE);
  }

  /** The same under another name. */
  public Input named(String other) {
    return new Input(other, table, what, files, topics);
  }

  /** The same with other words for its rows. */
  public Input what(String words) {
    return new Input(name, table, words, files, topics);
  }

  /** The same of other files. */
  public Input inFiles(String like) {
    return new Input(name, table, what, like, topics);
  }

  /** The same, also from topics: then the run has no end. */
  public Input orFrom(Topics those) {
    return new Input(name, table, what, files, those);
  }

  /** Whether this word, in any case, is its name or its table's. */
  public boolean isCalled(String word) {
    String asked = Way.kebabCase(word);
    return asked.equals(Way.kebabCase(name)) || asked.equals(Way.kebabCase(table));
  }

  /** From where it can come, for messages: {@code a file, a folder or a pattern}. */
  public String places() {
    return topics.places;
  }

  /** What it is, for whoever is to say where it is. */
  public String help() {
    return "File, folder or pattern of "
        + what
        + ": "
        + files
        + ", also with .gz."
        + switch (topics) {
          case NONE -> "";
          case ONE -> " Or a topic, kafka://HOST:PORT/TOPIC, which is read without end.";
          case MANY -> " Or topics, kafka://HOST:PORT/TOPIC,TOPIC, which are read without end.";
        };
  }

  /**
   * The files, or the topics, that this URI names.
   *
   * @throws IllegalArgumentException with a message for the user when the input cannot come from it
   */
  List<? extends Endpoint> endpoints(String uri) {
    if (topics == Topics.MANY && uri.startsWith("kafka:")) {
      return Endpoint.topics(uri);
    }
    Endpoint endpoint = Endpoint.of(uri);
    if (endpoint instanceof Endpoint.Files
        || topics != Topics.NONE && endpoint instanceof Endpoint.Topic) {
      return List.of(endpoint);
    }
    throw new IllegalArgumentException(
        "this is a "
            + (endpoint instanceof Endpoint.Topic ? "topic" : "database")
            + "; give "
            + places());
  }
}
