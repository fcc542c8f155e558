package dev.assay.pipelines.io.kafka;

import dev.assay.pipelines.io.Endpoint;
import dev.assay.pipelines.io.InputException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Says in words for users why a topic cannot be read. */
final class TopicFault {
  private static final String AGAIN =
      " Then start the stream again: it goes on where bronze ends, and nothing is lost or taken"
          + " twice";

  private TopicFault() {}

  static InputException of(Endpoint.Topic topic, Throwable e) {
    if (e instanceof InputException known) {
      return known;
    }
    if (e instanceof UnknownTopicOrPartitionException) {
      return missing(topic);
    }
    if (e instanceof TimeoutException) {
      return because(
          topic,
          "the brokers do not answer within " + TopicAccess.patience(topic).toSeconds() + " s",
          "See that they run, that workers reach them under the names that they advertise, and that"
              + " security.protocol is what they speak.",
          e);
    }
    if (e instanceof AuthenticationException) {
      return because(
          topic,
          "the brokers refuse the login",
          "See that sasl.mechanism and security.protocol are right, and the user and password in"
              + " what sasl.jaas.config refers to.",
          e);
    }
    if (e instanceof AuthorizationException) {
      return because(
          topic,
          "the brokers do not allow it (" + e.getMessage() + ")",
          "Have the user allowed to describe and read the topic, and to read as the group.",
          e);
    }
    return because(topic, said(e), "See that the brokers are well.", e);
  }

  /** Kafka's own message when settings contradict one another, unless it may quote a secret. */
  static InputException ofSettings(Endpoint.Topic topic, Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    boolean speaks = root instanceof ConfigException;
    return new InputException(
        "The %s cannot be read: Kafka's client does not take its settings: %s. Correct the address."
                .formatted(topic, speaks ? said(root) : "a secret is not of the form it must have")
            + AGAIN,
        speaks ? e : null);
  }

  static InputException missing(Endpoint.Topic topic) {
    return because(
        topic, "the brokers know no such topic", "Create it, or correct its name.", null);
  }

  /** The offsets of saved state are those of another topic of this name. */
  static InputException replaced(Endpoint.Topic topic) {
    return new InputException(
        "The %s cannot be read on: it was deleted and created again since the stream began, and its"
                .formatted(topic)
            + " offsets begin anew. Start the stream anew, with --from=offsets and without a"
            + " savepoint: it then takes all that the topic holds now");
  }

  /** What comes next was removed before it was read, or never was. */
  static InputException outOfRange(Endpoint.Topic topic, String what) {
    return new InputException(
        "The %s cannot be read on: %s. To take what the topic holds now, and to do without what is"
                .formatted(topic, what)
            + " missing, start the stream from earliest; to lose nothing, bring the missing"
            + " payloads back first");
  }

  /** Brokers come back, and a topic may be made: only who is kept out stays so. */
  private static InputException because(
      Endpoint.Topic topic, String why, String advice, Throwable cause) {
    String message = "The %s cannot be read: %s. %s".formatted(topic, why, advice) + AGAIN;
    return cause instanceof AuthenticationException || cause instanceof AuthorizationException
        ? new InputException(message, cause)
        : InputException.passing(message, cause);
  }

  private static String said(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
