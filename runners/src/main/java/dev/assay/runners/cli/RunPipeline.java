package dev.assay.runners.cli;

import dev.assay.pipelines.Asked;
import dev.assay.pipelines.AskedRun;
import dev.assay.pipelines.Flow;
import dev.assay.pipelines.Flows;
import dev.assay.pipelines.Input;
import dev.assay.pipelines.PipelineInputs;
import dev.assay.pipelines.Setting;
import dev.assay.pipelines.Settings;
import dev.assay.pipelines.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;

/**
 * {@code assay run PIPELINE}, whatever the pipeline is: its options are made of the pipeline's
 * inputs and of the settings of a run.
 */
final class RunPipeline implements Callable<Integer>, Checked, InHome {
  private final Flow pipeline;
  private final CommandSpec command = CommandSpec.wrapWithoutInspection(this);
  private final HomeOptions home = new HomeOptions();
  private final WarehouseOptions warehouse = new WarehouseOptions();
  private final LaunchOptions launch = new LaunchOptions();

  private RunPipeline(Flow pipeline) {
    this.pipeline = pipeline;
  }

  /** The command that runs this pipeline. */
  static CommandSpec of(Flow pipeline) {
    RunPipeline run = new RunPipeline(pipeline);
    CommandSpec command = run.command;
    command.name(pipeline.toString()).mixinStandardHelpOptions(true);
    command.usageMessage().description(pipeline.inputs().does()).sortOptions(false);
    pipeline.inputs().inputs().stream().map(SettingOptions::option).forEach(command::addOption);
    run.settings().map(SettingOptions::option).forEach(command::addOption);
    command.addMixin("warehouse", CommandSpec.forAnnotatedObject(run.warehouse));
    command.addMixin("home", CommandSpec.forAnnotatedObject(run.home));
    command.addMixin("launch", CommandSpec.forAnnotatedObject(run.launch));
    return command;
  }

  /** What this pipeline can be told: what holds for no run of it is no option. */
  private Stream<Setting<?>> settings() {
    return Settings.ALL.stream().filter(setting -> setting.isOption(pipeline.inputs()));
  }

  /** The run as it is asked for. */
  AskedRun asked() {
    PipelineInputs own = pipeline.inputs();
    List<String> names =
        Stream.concat(own.inputs().stream().map(Input::name), settings().map(Setting::name))
            .toList();
    List<Asked> asked = SettingOptions.asked(command, names);
    return AskedRun.of(own, Flows.inputs(), Way.COMMAND, asked);
  }

  @Override
  public List<String> problems() {
    AskedRun run = asked();
    List<String> problems = new ArrayList<>(run.problems());
    if (run.isStream()) {
      problems.addAll(launch.streamProblems());
    }
    List.of(warehouse, home, launch).forEach(options -> problems.addAll(options.problems()));
    return problems;
  }

  @Override
  public HomeOptions options() {
    return home;
  }

  @Override
  public Integer call() {
    return new PipelineRun(pipeline, asked(), home, warehouse, launch).call();
  }
}
