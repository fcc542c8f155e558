package dev.assay.runners.flink;

import java.net.URI;
import java.time.Duration;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.flink.api.java.ExecutionEnvironment;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;

/**
 * Runs a bounded job on Flink. Beam hands Flink the number of retries of streams only, and a
 * cluster's own may be a thousand: so the environment is made here, with the number of the options,
 * and Beam is given it as the one it finds.
 */
@SuppressWarnings("deprecation") // Beam's bounded jobs are made of Flink's data sets.
public final class BoundedSubmission extends ExecutionEnvironment {
  private static final String FOUND = "[auto]";

  private BoundedSubmission() {}

  /**
   * Runs the graph, which was made with these options. In attached mode it returns when the job has
   * ended; otherwise once it is submitted.
   */
  public static PipelineResult run(Pipeline graph, FlinkPipelineOptions options) {
    String master = options.getFlinkMaster();
    if (master.equals(FlinkLaunch.LOCAL)) {
      return graph.run();
    }
    ExecutionEnvironment environment =
        master.equals(FOUND) ? getExecutionEnvironment() : remote(options);
    environment.configure(retries(options), Thread.currentThread().getContextClassLoader());
    initializeContextEnvironment(() -> environment);
    options.setFlinkMaster(FOUND);
    try {
      return graph.run();
    } finally {
      options.setFlinkMaster(master);
      resetContextEnvironment();
    }
  }

  private static ExecutionEnvironment remote(FlinkPipelineOptions options) {
    URI cluster = URI.create("http://" + options.getFlinkMaster());
    Configuration configuration =
        options.getFlinkConfDir() == null
            ? GlobalConfiguration.loadConfiguration()
            : GlobalConfiguration.loadConfiguration(options.getFlinkConfDir());
    configuration.set(RestOptions.PORT, cluster.getPort());
    return createRemoteEnvironment(
        cluster.getHost(),
        cluster.getPort(),
        configuration,
        options.getFilesToStage().toArray(String[]::new));
  }

  private static Configuration retries(FlinkPipelineOptions options) {
    Configuration retries = new Configuration();
    int attempts = options.getNumberOfExecutionRetries();
    if (attempts < 0) {
      return retries;
    }
    retries.set(RestartStrategyOptions.RESTART_STRATEGY, attempts == 0 ? "none" : "fixed-delay");
    retries.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Math.max(1, attempts));
    if (options.getExecutionRetryDelay() >= 0) {
      retries.set(
          RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY,
          Duration.ofMillis(options.getExecutionRetryDelay()));
    }
    return retries;
  }
}
