package dev.assay.pipelines;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One thing that a run can be told. It is stated once, and so asked alike on the command line, in a
 * YAML file and of a job.
 *
 * @param name with dashes: {@code gold-interval}
 * @param form what its value looks like: {@code SECONDS}; empty for one that is on or off
 * @param pattern of its value, as a regular expression; empty where that says too little
 * @param parse makes the value of its text, or tells what is wrong with it
 * @param help what it does, in sentences
 * @param here what holds of it on the command line only, in sentences; may be empty
 * @param usual what holds when it is not given, in words; may be empty
 * @param holds for which runs
 * @param why what is said to whoever gives it for another run
 */
public record Setting<T>(
    String name,
    String form,
    String pattern,
    Function<String, T> parse,
    String help,
    String here,
    String usual,
    Holds holds,
    String why) {

  /** What a setting is for. */
  public enum Holds {
    ALWAYS,
    /** Runs that have an end. */
    FILES,
    /** Runs without end. */
    TOPICS,
    /** Pipelines whose days close. */
    CLOSED_DAYS,
    /** Jobs alone: on the command line it is no option. */
    JOBS
  }

  /** A value that is not one at all: the message is said of it, not of its setting. */
  private static final class Unfit extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    Unfit(String message) {
      super(message);
    }
  }

  /** A setting whose text this makes a value of, or refuses with a message for the user. */
  static <T> Setting<T> of(String name, String form, Function<String, T> parse, String help) {
    return new Setting<>(name, form, "", parse, help, "", "", Holds.ALWAYS, "");
  }

  /** A whole number, of at least so much. */
  static Setting<Integer> whole(String name, String form, int least, String help) {
    return new Setting<>(
        name, form, "^[0-9]+$", text -> whole(text, least), help, "", "", Holds.ALWAYS, "");
  }

  private static Integer whole(String text, int least) {
    try {
      int number = Integer.parseInt(text);
      if (number < least) {
        throw new Unfit(" is less than " + least);
      }
      return number;
    } catch (NumberFormatException e) {
      throw new Unfit(" is no whole number that fits: write it in digits");
    }
  }

  /** A number of seconds, maybe with decimals: at least 0.1. */
  static Setting<Duration> seconds(String name, String help) {
    return new Setting<>(
        name, "SECONDS", "^[0-9]+([.][0-9]+)?$", Setting::seconds, help, "", "", Holds.ALWAYS, "");
  }

  private static Duration seconds(String text) {
    if (!text.matches("[0-9]{1,9}([.][0-9]{1,3})?")) {
      throw new Unfit(" is no number of seconds that fits: write it in digits, as 0.5");
    }
    Duration time = Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValueExact());
    if (time.toMillis() < 100) {
      throw new Unfit(" is less than 0.1");
    }
    return time;
  }

  /** On or off. */
  static Setting<Boolean> flag(String name, String help) {
    return new Setting<>(name, "", "^(true|false)$", Setting::flag, help, "", "", Holds.ALWAYS, "");
  }

  private static Boolean flag(String text) {
    if (!text.matches("true|false")) {
      throw new Unfit(" is neither true nor false");
    }
    return Boolean.valueOf(text);
  }

  /** The same, with what holds of it on the command line. */
  Setting<T> here(String sentences) {
    return new Setting<>(name, form, pattern, parse, help, sentences, usual, holds, why);
  }

  /** The same, with what holds when it is not given. */
  Setting<T> usually(Object words) {
    return new Setting<>(name, form, pattern, parse, help, here, words.toString(), holds, why);
  }

  /** The same for some runs alone, with the reason. */
  Setting<T> only(Holds some, String reason) {
    return new Setting<>(name, form, pattern, parse, help, here, usual, some, reason);
  }

  /** Whether it can be an option of a command that runs this pipeline. */
  public boolean isOption(PipelineInputs pipeline) {
    return holds != Holds.JOBS && (holds != Holds.CLOSED_DAYS || pipeline.closesDays());
  }

  /** Whether it is on or off, and has no value. */
  public boolean isFlag() {
    return form.isEmpty();
  }

  /** All that there is to say of it, on the command line or elsewhere. */
  public String description(boolean onCommandLine) {
    return help
        + (onCommandLine && !here.isEmpty() ? " " + here : "")
        + (usual.isEmpty() ? "" : " Default: " + usual + ".");
  }

  /** The value that is asked; empty, and told, where it does not fit. */
  Optional<T> read(Asked asked, List<String> problems) {
    try {
      return Optional.of(parse.apply(asked.value()));
    } catch (Unfit e) {
      problems.add(asked.said() + e.getMessage());
    } catch (IllegalArgumentException e) {
      problems.add(asked.word() + ": " + e.getMessage());
    }
    return Optional.empty();
  }
}
