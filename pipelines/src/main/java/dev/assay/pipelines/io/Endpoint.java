package dev.assay.pipelines.io;

import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place outside, as its URI says: what it is decides, once, how it is read and written. */
public sealed interface Endpoint extends Serializable {
  /**
   * Files or a folder: {@code file:} or a plain path.
   *
   * @param path absolute, without a scheme; may be a pattern, as in {@code /data/trades-*.jsonl}
   */
  record Files(String path) implements Endpoint {}

  /**
   * A topic of Kafka: {@code kafka://host:port/topic?group=NAME&property=value}.
   *
   * @param brokers one or more of the form {@code host:port}, with commas between
   * @param topic its name
   * @param group the consumer group that committed offsets are shown under
   * @param properties of Kafka's client; a secret is a reference, see {@link Secrets}
   */
  record Topic(String brokers, String topic, String group, Map<String, String> properties)
      implements Endpoint {
    public Topic {
      TopicUrl.requireBrokers(brokers);
      TopicUrl.requireTopic(topic);
      TopicUrl.requireGroup(group);
      properties = TopicUrl.requireProperties(properties);
    }

    /** For messages and logs: without the properties. */
    @Override
    public String toString() {
      return "topic " + topic + " at " + brokers + " (group " + group + ")";
    }
  }

  /**
   * A database: {@code jdbc:postgresql:}.
   *
   * @param url {@code jdbc:postgresql://host:port/database}; may hold {@code user}, and as {@code
   *     password} a reference, see {@link Secrets}
   */
  record Database(String url) implements Endpoint {
    public Database {
      WarehouseUrl.of(url);
    }
  }

  /**
   * The place that this URI names.
   *
   * @throws IllegalArgumentException with a message for the user when it names none that is known
   */
  static Endpoint of(String uri) {
    Matcher scheme = Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]+):.*").matcher(uri);
    if (!scheme.matches()) {
      return new Files(absolute(uri));
    }
    return switch (scheme.group(1).toLowerCase(Locale.ROOT)) {
      case "file" -> new Files(absolute(localPath(uri)));
      case "kafka" -> TopicUrl.parse(uri);
      case "jdbc" -> new Database(uri);
      default ->
          throw new IllegalArgumentException(
              "addresses of the kind "
                  + scheme.group(1)
                  + ": are not known; give a path or file:, for a topic "
                  + TopicUrl.FORM
                  + ", or for a database jdbc:postgresql:");
    };
  }

  /** The files that this URI names, where it must name files. */
  static Files files(String uri) {
    Endpoint endpoint = of(uri);
    if (endpoint instanceof Files files) {
      return files;
    }
    throw new IllegalArgumentException(
        "this is a "
            + (endpoint instanceof Topic ? "topic" : "database")
            + "; give a file, a folder or a pattern");
  }

  /**
   * The topics that this URI names, with commas between: {@code kafka://host:port/topic,topic}.
   *
   * @throws IllegalArgumentException with a message for the user when it names none, or one twice
   */
  static List<Topic> topics(String uri) {
    return TopicUrl.parseAll(uri);
  }

  private static String localPath(String uri) {
    try {
      return Path.of(new URI(uri)).toString() + (uri.endsWith("/") ? "/" : "");
    } catch (URISyntaxException | IllegalArgumentException notEncoded) {
      return uri.substring("file:".length()).replaceFirst("^//+", "/");
    }
  }

  private static String absolute(String path) {
    try {
      String absolute = Path.of(path).toAbsolutePath().normalize().toString();
      return path.endsWith("/") && !absolute.endsWith("/") ? absolute + "/" : absolute;
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(path + " is no path: " + e.getReason(), e);
    }
  }
}
