package dev.assay.runners.cli;

import dev.assay.pipelines.Asked;
import dev.assay.pipelines.AskedSettings;
import dev.assay.pipelines.Input;
import dev.assay.pipelines.Setting;
import dev.assay.pipelines.Settings;
import dev.assay.pipelines.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Options of a command that are made of settings. As a mixin, it is given to its command. */
abstract class SettingOptions {
  private final List<Setting<?>> settings;
  private CommandSpec command;

  SettingOptions(List<Setting<?>> settings) {
    this.settings = settings;
  }

  /** Gives this command the options of its mixins, but for what it has already. */
  static void complete(CommandSpec command) {
    for (CommandSpec mixin : List.copyOf(command.mixins().values())) {
      if (mixin.userObject() instanceof SettingOptions options) {
        options.command = command;
        options.settings.stream()
            .filter(setting -> command.findOption("--" + setting.name()) == null)
            .forEach(setting -> command.addOption(option(setting)));
      }
    }
  }

  /** The option that asks for a setting. */
  static OptionSpec option(Setting<?> setting) {
    OptionSpec.Builder option = option(setting.name(), setting.description(true));
    if (setting.isFlag()) {
      return option.type(boolean.class).build();
    }
    option.paramLabel(setting.form());
    return setting == Settings.INPUT
        ? option.type(List.class).auxiliaryTypes(String.class).build()
        : option.type(String.class).build();
  }

  /** The option that says where an input comes from. */
  static OptionSpec option(Input input) {
    return option(input.name(), input.help()).type(String.class).paramLabel("URI").build();
  }

  private static OptionSpec.Builder option(String name, String description) {
    return OptionSpec.builder("--" + name).description(description.replace("%", "%%"));
  }

  /** What is asked of these settings. */
  AskedSettings asked() {
    return AskedSettings.of(
        Way.COMMAND, asked(command, settings.stream().map(Setting::name).toList()));
  }

  /** The file of options that the command is given. */
  Optional<ConfigFile> file() {
    return file(command);
  }

  private static Optional<ConfigFile> file(CommandSpec command) {
    return command.defaultValueProvider() instanceof ConfigFile file
        ? Optional.of(file)
        : Optional.empty();
  }

  /** What is asked by these names, on the command line and in its file. */
  static List<Asked> asked(CommandSpec command, List<String> names) {
    ParseResult parsed = command.commandLine().getParseResult();
    List<Asked> asked = new ArrayList<>();
    for (String name : names) {
      Object maybeValue = parsed.matchedOptionValue("--" + name, null);
      Stream<?> values =
          maybeValue instanceof List<?> several ? several.stream() : Stream.ofNullable(maybeValue);
      values.forEach(each -> asked.add(new Asked(name, each.toString(), Way.COMMAND)));
    }
    file(command).ifPresent(file -> asked.addAll(file.asked(names)));
    return asked;
  }
}
