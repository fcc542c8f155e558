package dev.assay.runners.cli;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.Flows;
import dev.assay.pipelines.Nearest;
import dev.assay.pipelines.Way;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with the words of a command line, each mistake once, as a user would put it. */
final class Mistakes {
  private final Set<String> told = new LinkedHashSet<>();

  /** Options of which a mistake tells: nothing more is said of them. */
  private final Set<String> blamed = new LinkedHashSet<>();

  /** Words that are no value of what they are given for: nothing more is said of them, either. */
  private final Set<String> unfit = new LinkedHashSet<>();

  /** What stands behind an option without its value is not read: nothing is known of it. */
  private boolean cut;

  private Mistakes() {}

  static Mistakes in(ParseResult parsed) {
    Mistakes mistakes = new Mistakes();
    for (CommandLine command : parsed.asCommandLineList()) {
      command.getParseResult().errors().stream()
          .map(ParameterException.class::cast)
          .forEach(mistakes::add);
      mistakes.addEmpty(command.getParseResult());
    }
    return mistakes;
  }

  /** The mistakes, and those of these problems that are none of them in other words. */
  Set<String> and(List<String> problems) {
    Set<String> all = new LinkedHashSet<>(told);
    if (!cut) {
      problems.stream()
          .filter(problem -> blamed.stream().noneMatch(option -> tellsOf(problem, option)))
          .forEach(all::add);
    }
    return all;
  }

  private static boolean tellsOf(String problem, String option) {
    return problem.matches("(?s)" + Pattern.quote(option) + "[ =:].*");
  }

  private void add(ParameterException mistake) {
    if (mistake instanceof UnmatchedArgumentException unmatched) {
      unmatched.getUnmatched().stream()
          .filter(word -> !unfit.contains(word))
          .forEach(word -> unknown(mistake.getCommandLine(), word));
    } else if (mistake instanceof MissingParameterException missing) {
      cut = true;
      missing.getMissing().forEach(this::missing);
    } else if (mistake instanceof OverwrittenOptionException twice) {
      tell(twice.getOverwritten(), " is given more than once: leave all but one out");
    } else if (mistake instanceof MaxValuesExceededException || mistake.getArgSpec() == null) {
      told.add(firstLine(mistake));
    } else {
      unfit(mistake.getArgSpec(), String.valueOf(mistake.getValue()));
    }
  }

  private static String firstLine(ParameterException mistake) {
    return String.valueOf(mistake.getMessage()).lines().findFirst().orElse("");
  }

  private void tell(ArgSpec of, String what) {
    blamed.add(name(of));
    told.add(name(of) + what);
  }

  private void addEmpty(ParseResult parsed) {
    for (OptionSpec option : parsed.matchedOptions()) {
      if (option.typeInfo().getType() == String.class && "".equals(option.getValue())) {
        tell(option, " is empty: give a value, " + form(option) + ", or leave it out");
      }
    }
  }

  private void missing(ArgSpec without) {
    tell(without, " needs a value: " + (without.isOption() ? form(without) : "give it"));
  }

  private static String name(ArgSpec of) {
    return of instanceof OptionSpec option ? option.longestName() : of.paramLabel();
  }

  private static String form(ArgSpec of) {
    return name(of) + "=" + of.paramLabel();
  }

  /** An option with its value, as the command line has it, or the file of options. */
  private static String said(ArgSpec of, String value) {
    boolean inFile =
        of.command().defaultValueProvider() instanceof ConfigFile file
            && value.equals(file.defaultValue(of));
    return inFile ? Way.FILE.said(name(of).replaceFirst("^--", ""), value) : name(of) + "=" + value;
  }

  /** A value that cannot be one of this option. */
  private void unfit(ArgSpec of, String value) {
    blamed.add(name(of));
    unfit.add(value);
    Class<?> type = of.typeInfo().getType();
    if (type.isEnum() || type == Flow.class) {
      List<String> words =
          type.isEnum()
              ? Arrays.stream(type.getEnumConstants()).map(Mistakes::word).toList()
              : Flows.names();
      String what =
          of.isOption()
              ? said(of, value) + " is not known"
              : "There is no " + name(of).toLowerCase(Locale.ROOT) + " '" + value + "'";
      told.add(what + ": choose among " + joined(words) + Nearest.question(value, words));
    } else if (type == boolean.class || type == Boolean.class) {
      told.add(said(of, value) + " takes no value: give " + name(of) + ", or leave it out");
    } else if (type == double.class || type == Double.class) {
      told.add(said(of, value) + " is no number: write it as 0.5 or 100");
    } else {
      told.add(said(of, value) + " is no whole number that fits: write it in digits");
    }
  }

  /** What one types for it: words are taken in any case. */
  private static String word(Object choice) {
    String text = choice.toString();
    return text.equals(((Enum<?>) choice).name()) ? text.toLowerCase(Locale.ROOT) : text;
  }

  private void unknown(CommandLine command, String word) {
    if (word.startsWith("-")) {
      unknownOption(command, word.replaceFirst("=.*", ""));
    } else if (command.getSubcommands().isEmpty()) {
      told.add("Unexpected argument '" + word + "'");
    } else {
      List<String> commands = commands(command);
      told.add(
          "There is no command '"
              + word
              + "': choose among "
              + joined(commands)
              + Nearest.question(word, commands));
    }
  }

  private void unknownOption(CommandLine command, String option) {
    List<String> own =
        command.getCommandSpec().options().stream()
            .flatMap(each -> Arrays.stream(each.names()))
            .toList();
    Nearest.to(option, own).ifPresent(blamed::add);
    List<String> elsewhere = commandsWith(option);
    String where =
        elsewhere.isEmpty()
            ? Nearest.question(option, own)
            : " here: it stands behind "
                + joined(elsewhere.subList(0, Math.min(3, elsewhere.size())))
                + (elsewhere.size() > 3 ? " and others" : "");
    told.add("There is no option " + option + where);
  }

  private static List<String> commands(CommandLine command) {
    return command.getSubcommands().entrySet().stream()
        .filter(each -> !isHidden(each.getValue()))
        .map(Map.Entry::getKey)
        .filter(name -> !name.equals("help"))
        .toList();
  }

  private static boolean isHidden(CommandLine command) {
    return command.getCommandSpec().usageMessage().hidden();
  }

  /** The commands that have this option, by their names. */
  private static List<String> commandsWith(String option) {
    return all(Assay.commandLine())
        .filter(command -> !isHidden(command))
        .filter(command -> command.getCommandSpec().findOption(option) != null)
        .map(command -> command.getCommandSpec().qualifiedName())
        .toList();
  }

  /** A command and all below it. */
  static Stream<CommandLine> all(CommandLine command) {
    Map<String, CommandLine> below = new TreeMap<>(command.getSubcommands());
    return Stream.concat(Stream.of(command), below.values().stream().flatMap(Mistakes::all));
  }

  private static String joined(List<String> words) {
    return words.stream().collect(Collectors.joining(", "));
  }
}
