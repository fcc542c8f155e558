package dev.assay.runners.cli;

import dev.assay.pipelines.Settings;
import java.util.List;
import picocli.CommandLine.Command;

/** The option that says which lake, of commands that work on one. */
@Command
final class LakeOption extends SettingOptions implements Checked {
  LakeOption() {
    super(List.of(Settings.LAKE));
  }

  @Override
  public List<String> problems() {
    return asked().problems();
  }

  /** The lake given; null where none is. */
  String maybeGiven() {
    return asked().get(Settings.LAKE).orElse(null);
  }
}
