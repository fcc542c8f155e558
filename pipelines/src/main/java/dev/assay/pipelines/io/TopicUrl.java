package dev.assay.pipelines.io;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Reads the address of a topic. Its messages hold no part that could be a credential. */
public final class TopicUrl {
  static final String FORM = "kafka://host:port/topic";

  private static final String DEFAULT_GROUP = "assay";
  private static final String GROUP = "group";
  private static final Pattern URL = Pattern.compile("kafka://([^/?]*)(?:/([^?]*))?(?:\\?(.*))?");
  private static final Pattern BROKER =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[a-zA-Z0-9._-]+)(?::([0-9]*))?");
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  /** What the address itself says, or what must not be changed lest payloads be lost. */
  private static final List<String> OURS =
      List.of(
          ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
          ConsumerConfig.GROUP_ID_CONFIG,
          ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
          ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
          ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
          ConsumerConfig.ISOLATION_LEVEL_CONFIG,
          ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG);

  private TopicUrl() {}

  static Endpoint.Topic parse(String url) {
    Matcher parts = parts(url);
    return topic(parts, parts.group(2) == null ? "" : parts.group(2));
  }

  /** Several topics of the same brokers, with commas between. */
  static List<Endpoint.Topic> parseAll(String url) {
    Matcher parts = parts(url);
    List<String> names = List.of((parts.group(2) == null ? "" : parts.group(2)).split(",", -1));
    if (Set.copyOf(names).size() < names.size()) {
      throw new IllegalArgumentException("the address names a topic twice");
    }
    return names.stream().map(name -> topic(parts, name)).toList();
  }

  private static Matcher parts(String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw new IllegalArgumentException("the address of a topic has the form " + FORM);
    }
    return parts;
  }

  private static Endpoint.Topic topic(Matcher parts, String name) {
    Map<String, String> properties = properties(parts.group(3));
    String group = properties.remove(GROUP);
    return new Endpoint.Topic(
        parts.group(1), name, group == null ? DEFAULT_GROUP : group, properties);
  }

  private static Map<String, String> properties(String query) {
    Map<String, String> properties = new TreeMap<>();
    for (String property : query == null ? new String[0] : query.split("&")) {
      int equals = property.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "what follows the ? in the address of a topic has the form name=value&name=value");
      }
      String name = decoded(property.substring(0, equals));
      if (properties.put(name, decoded(property.substring(equals + 1))) != null) {
        throw new IllegalArgumentException("the address of the topic gives " + name + " twice");
      }
    }
    return properties;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "what follows the ? in the address of a topic is not encoded as in a URL: write %25 for"
              + " a percent sign and %26 for an ampersand");
    }
  }

  static String requireBrokers(String brokers) {
    if (brokers.contains("@")) {
      throw new IllegalArgumentException(
          "the address of the topic holds credentials, which would show in logs; leave them out,"
              + " and give ?sasl.jaas.config=env:NAME or file:PATH");
    }
    for (String broker : brokers.split(",", -1)) {
      Matcher parts = BROKER.matcher(broker);
      if (!parts.matches()) {
        throw new IllegalArgumentException(
            "the address of the topic names no broker"
                + (broker.isEmpty() ? "" : " with " + broker)
                + "; give "
                + FORM);
      }
      if (!isPort(parts.group(2))) {
        throw new IllegalArgumentException(
            "broker " + parts.group(1) + " has no port from 1 to 65535; give " + FORM);
      }
    }
    return brokers;
  }

  private static boolean isPort(String port) {
    return port != null
        && port.matches("[0-9]{1,5}")
        && Integer.parseInt(port) >= 1
        && Integer.parseInt(port) <= 65_535;
  }

  static String requireTopic(String topic) {
    if (topic.isEmpty()) {
      throw new IllegalArgumentException("the address names no topic; give " + FORM);
    }
    if (!TOPIC.matcher(topic).matches() || topic.equals(".") || topic.equals("..")) {
      throw new IllegalArgumentException(
          topic
              + " is no name of a topic: Kafka allows up to 249 letters, digits, dots, hyphens and"
              + " underscores");
    }
    return topic;
  }

  static String requireGroup(String group) {
    if (group.isBlank()) {
      throw new IllegalArgumentException("the consumer group has no name; give ?group=NAME");
    }
    return group;
  }

  /** Refuses what is ours to set, and secrets in plain text. */
  static Map<String, String> requireProperties(Map<String, String> properties) {
    properties.forEach(
        (name, value) -> {
          if (OURS.contains(name)) {
            throw new IllegalArgumentException(
                "the property " + name + " cannot be set: how a topic is read depends on it");
          }
          if (isSecret(name)) {
            requireReference(name, value);
          }
        });
    return Map.copyOf(properties);
  }

  private static void requireReference(String name, String value) {
    try {
      Secrets.requireReference(value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("the property " + name + ": " + e.getMessage());
    }
  }

  /** Whether the property holds a secret, by its name or because Kafka itself treats it as one. */
  public static boolean isSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    ConfigDef.ConfigKey known = ConsumerConfig.configDef().configKeys().get(name);
    return lower.contains("password")
        || lower.contains("jaas")
        || lower.contains("secret")
        || lower.contains("token")
        || known != null && known.type == ConfigDef.Type.PASSWORD;
  }
}
