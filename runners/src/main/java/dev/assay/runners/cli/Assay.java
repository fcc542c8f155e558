package dev.assay.runners.cli;

import dev.assay.pipelines.Flow;
import dev.assay.pipelines.Flows;
import dev.assay.pipelines.io.FixedLocale;
import dev.assay.runners.Program;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.event.Level;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The command {@code assay}. */
@Command(
    name = "assay",
    description = "Turns raw financial events into audited Bronze, Silver and Gold tables.",
    mixinStandardHelpOptions = true,
    versionProvider = AssayVersion.class,
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      StopCommand.class,
      SimulateCommand.class,
      CaptureCommand.class,
      AuditCommand.class,
      ReconcileCommand.class,
      DescribeCommand.class,
      QueryCommand.class,
      QuarantineCommand.class,
      UpCommand.class,
      StatusCommand.class,
      DownCommand.class,
      StackCommand.class,
      CompletionCommand.class,
      HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:bad usage",
      "3:does not reconcile, or too much is refused"
    })
public final class Assay {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int BAD_USAGE = 2;
  static final int DOES_NOT_RECONCILE = 3;

  // On the command line, LogFormat has read it before: what is wrong with a word is a message, too.
  @Option(
      names = LogFormat.OPTION,
      paramLabel = "FORMAT",
      scope = ScopeType.INHERIT,
      description =
          "How messages are written on the error output: text, or json, an object a line. Default:"
              + " ASSAY_LOG_FORMAT, or else text.")
  private LogFormat logFormat;

  // The program has read it before, and put the jars on the class path.
  @Option(
      names = FlowJars.OPTION,
      paramLabel = "FILE.jar",
      scope = ScopeType.INHERIT,
      split = ",",
      description =
          "Jars with flows of your own, beside those in the folder flows of the home: each is a"
              + " pipeline like the others.")
  private List<String> flows = new ArrayList<>();

  private Assay() {}

  public static void main(String[] arguments) {
    FixedLocale.set();
    System.setOut(utf8(FileDescriptor.out));
    System.setErr(utf8(FileDescriptor.err));
    int code = run(arguments);
    System.out.flush();
    ClassArchive.make();
    System.exit(code);
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }

  /** Runs one command and tells its exit code. What it prints for a person is visible. */
  static int run(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    System.setOut(VisibleStream.of(out));
    System.setErr(VisibleStream.of(err));
    Messages.begin(LogFormat.of(arguments));
    try {
      return runVisibly(arguments);
    } finally {
      Messages.end();
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static int runVisibly(String... arguments) {
    CommandLine assay = commandLine();
    ParseResult parsed = assay.parseArgs(arguments);
    List<String> problems = new ArrayList<>(LogFormat.problems());
    problems.addAll(FlowJars.problems());
    problems.addAll(Flows.problems());
    Path config = config(parsed);
    if (config != null && !helpIsAsked(parsed)) {
      ConfigFile file = ConfigFile.read(config);
      problems.addAll(file.problems());
      assay.setDefaultValueProvider(file.yieldingTo(parsed));
      parsed = assay.parseArgs(arguments);
      assay.<Assay>getCommand().followLogFormat();
    }
    Integer help = CommandLine.executeHelpRequest(parsed);
    return help != null ? help : execute(parsed, problems);
  }

  /** Where a file asks for another one than the words did. */
  private void followLogFormat() {
    if (logFormat != null && Messages.areForPrograms() != (logFormat == LogFormat.JSON)) {
      Messages.begin(logFormat);
    }
  }

  static CommandLine commandLine() {
    CommandLine assay = new CommandLine(new Assay());
    // Its help is our own text, with what makes it bold.
    assay.setOut(new PrintWriter(VisibleStream.exact(System.out), true));
    assay.setErr(new PrintWriter(VisibleStream.exact(System.err), true));
    assay.setUsageHelpAutoWidth(true);
    assay.setCaseInsensitiveEnumValuesAllowed(true);
    RunCommand.complete(assay.getSubcommands().get("run"));
    DemoCommand.complete(assay.getSubcommands().get("demo"));
    assay.registerConverter(Flow.class, new FlowWord.Names());
    Mistakes.all(assay).forEach(Assay::complete);
    return assay;
  }

  /** What picocli takes for each command by itself. */
  private static void complete(CommandLine command) {
    SettingOptions.complete(command.getCommandSpec());
    command.getCommandSpec().parser().collectErrors(true);
    command.getCommandSpec().versionProvider(new AssayVersion());
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.description(sentences(String.join(" ", usage.description())));
  }

  /** A list of commands shows the first element alone: it is the first sentence, whole. */
  private static String[] sentences(String description) {
    return description.split("(?<=[.]) ", 2);
  }

  private static boolean helpIsAsked(ParseResult parsed) {
    return parsed.asCommandLineList().stream()
        .anyMatch(c -> c.getParseResult().isUsageHelpRequested());
  }

  private static Path config(ParseResult parsed) {
    ParseResult last = last(parsed).getParseResult();
    String file = last.matchedOptionValue("--config", null);
    return file == null ? null : Path.of(file);
  }

  private static CommandLine last(ParseResult parsed) {
    List<CommandLine> chain = parsed.asCommandLineList();
    return chain.get(chain.size() - 1);
  }

  private static int execute(ParseResult parsed, List<String> problems) {
    CommandLine last = last(parsed);
    Mistakes mistakes = Mistakes.in(parsed);
    if (!(last.getCommand() instanceof Callable<?> command)) {
      return refuse(last, mistakes.and(problems));
    }
    Program.worksIn(homeOf(command));
    problems.addAll(problemsOf(command));
    Set<String> all = mistakes.and(problems);
    if (!all.isEmpty()) {
      return refuse(last, all);
    }
    WaitingLines waiting = WaitingLines.begin();
    try {
      int code = (Integer) command.call();
      Messages.end(last.getCommandSpec().qualifiedName(), code);
      return code;
    } catch (BadUsage e) {
      return refuse(last, new LinkedHashSet<>(e.problems()));
    } catch (Throwable e) {
      return Failure.of(e).tell(last);
    } finally {
      waiting.close();
    }
  }

  private static String homeOf(Object command) {
    return command instanceof InHome inHome && inHome.options().problems().isEmpty()
        ? inHome.options().toRepeat()
        : "";
  }

  /** Of the command and of the groups of options that it has in common with others. */
  private static List<String> problemsOf(Object command) {
    List<String> problems = new ArrayList<>();
    if (command instanceof Checked checked) {
      problems.addAll(checked.problems());
    }
    return problems;
  }

  private static int refuse(CommandLine command, Set<String> problems) {
    String name = command.getCommandSpec().qualifiedName();
    if (problems.isEmpty()) {
      Messages.usage(command);
      return BAD_USAGE;
    }
    problems.forEach(problem -> Messages.fail(name, problem, null));
    Messages.tell(
        Level.INFO,
        "See " + Program.call(name.replaceFirst("^assay ?", "") + " --help").replace("  ", " "));
    return BAD_USAGE;
  }
}
