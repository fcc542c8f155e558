package dev.assay.pipelines.io.kafka;

import dev.assay.pipelines.io.Endpoint;

/** Whether a topic can be read, asked before a run is launched. */
public final class TopicCheck {
  private TopicCheck() {}

  /**
   * Asks the brokers for the topic.
   *
   * @throws dev.assay.pipelines.io.InputException when none answers, the topic is not there, or we
   *     may not know of it
   */
  public static void check(Endpoint.Topic topic) {
    TopicIdentity.of(topic);
  }
}
