// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.control.cli.AlertCommand;
import dev.telltale.control.cli.ApplyCommand;
import dev.telltale.control.cli.CanaryCommand;
import dev.telltale.control.cli.DistillCommand;
import dev.telltale.control.cli.DistributionCommand;
import dev.telltale.control.cli.KeyCommand;
import dev.telltale.control.cli.KeyFileCommand;
import dev.telltale.control.cli.MemberCommand;
import dev.telltale.control.cli.MetricsCommand;
import dev.telltale.control.cli.RunCommand;
import dev.telltale.control.cli.SignalCommand;
import dev.telltale.control.cli.VerifyCommand;
import dev.telltale.control.command.DefinitionLogException;
import dev.telltale.gateway.app.GatewayStartException;
import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.standalone.config.ConfigException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The launcher's first class: finds the role or verb and runs it. Exit codes: 0 done, 1 failed, 2
 * called wrongly.
 */
@Command(
    name = "telltale",
    description = "Quality signals and alerts for LLM agents, on Kafka.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "ROLE|VERB",
    subcommands = {
      DemoCommand.class,
      BenchCommand.class,
      StandaloneCommand.class,
      RoleCommands.GatewayRole.class,
      RoleCommands.ClassifierRole.class,
      RoleCommands.JudgeWorkerRole.class,
      RoleCommands.AlertsRole.class,
      RoleCommands.ControlPlaneRole.class,
      TailCommand.class,
      TraceCommand.class,
      SessionCommand.class,
      WhyCommand.class,
      ExportCommand.class,
      TopicsCommand.class,
      ConfigCommand.class,
      CommandLine.HelpCommand.class
    },
    footerHeading = "%nEnvironment:%n",
    footer = {
      "  TELLTALE_CONFIG       a YAML file; its keys are listed by ./telltale config",
      "  TELLTALE_…            any key of it, such as TELLTALE_KAFKA_BOOTSTRAP_SERVERS",
      "  TELLTALE_LOG_LEVEL    INFO, DEBUG, …"
    })
public final class Telltale implements Runnable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Telltale.class);

  /**
   * What a user can do something about: told in one line. Anything else is a fault of ours, with
   * its trace.
   */
  private static final List<Class<? extends Exception>> EXPECTED =
      List.of(
          ConfigException.class,
          KafkaException.class,
          RegistryException.class,
          GatewayStartException.class,
          DefinitionLogException.class,
          IllegalStateException.class,
          IllegalArgumentException.class);

  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  /** Runs a role or verb and ends the process with its exit code. */
  public static void main(String[] args) {
    CommandLine line = commandLine();
    System.exit(line.execute(meant(line, args)));
  }

  /** The command line with all roles and verbs. */
  static CommandLine commandLine() {
    return commandLine(System.getenv());
  }

  /** The same with another environment, of which verbs that call a service take its key. */
  static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new Telltale())
        .addSubcommand(new ApplyCommand(environment))
        .addSubcommand(signals(environment))
        .addSubcommand(
            new CommandLine(new KeyCommand(environment))
                .addSubcommand(new KeyFileCommand(environment, new SecureRandom())))
        .addSubcommand(AlertCommand.line(environment))
        .addSubcommand(RunCommand.line(environment))
        .addSubcommand(new MemberCommand(environment))
        .addSubcommand(MetricsCommand.line(environment, InstantSource.system()))
        .addSubcommand(new ImportCommand(environment))
        .addSubcommand(new TrafficCommand(environment))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler((e, command, parsed) -> explain(e, command));
  }

  /** Alerts is a role; with a verb of alert behind it, it means alert. */
  static String[] meant(CommandLine line, String... args) {
    CommandLine alert = line.getSubcommands().get("alert");
    if (alert == null
        || args.length < 2
        || !args[0].equals("alerts")
        || !alert.getSubcommands().containsKey(args[1])) {
      return args;
    }
    String[] meant = args.clone();
    meant[0] = "alert";
    return meant;
  }

  /** The verbs on signals; those that read Kafka themselves are added here. */
  private static CommandLine signals(Map<String, String> environment) {
    CommandLine signal = new CommandLine(new SignalCommand(environment));
    LabelCommands.addTo(signal, environment);
    signal.addSubcommand(new VerifyCommand(environment));
    signal.addSubcommand(new DistributionCommand(environment));
    signal.addSubcommand(new DistillCommand(environment));
    signal.addSubcommand(new CanaryCommand(environment));
    // As the hosted command line has them.
    signal.addSubcommand("alerts", AlertCommand.line(environment));
    signal.addSubcommand("run", RunCommand.line(environment));
    return signal;
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new CommandLine.ParameterException(spec.commandLine(), "a role or verb is missing");
    }
  }

  private static int explain(Exception e, CommandLine command) throws Exception {
    LOGGER.atDebug().setCause(e).log("command failed");
    if (EXPECTED.stream().anyMatch(kind -> kind.isInstance(e))) {
      command.getErr().println("telltale: " + e.getMessage() + Permissions.hint(e, command));
      command.getErr().flush();
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw e;
  }
}
