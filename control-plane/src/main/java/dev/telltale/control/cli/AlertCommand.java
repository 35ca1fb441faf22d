// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code telltale alert …}: defines alerts and looks at them. */
@Command(
    name = "alert",
    description = "Defines alerts and looks at them.",
    synopsisSubcommandLabel = "VERB")
public final class AlertCommand extends Noun {
  static final String ALERT = "ALERT";
  static final String NAMED = "AGENT/SIGNAL/ALERT, as alert list prints it.";

  private AlertCommand(Map<String, String> environment) {
    super(environment);
  }

  /**
   * Makes the command with all its verbs.
   *
   * @param environment holds {@code TELLTALE_API_URL} and {@code TELLTALE_API_KEY}, if they are set
   */
  public static CommandLine line(Map<String, String> environment) {
    CommandLine alert = new CommandLine(new AlertCommand(environment));
    AlertVerbs.addTo(alert, environment);
    alert.addSubcommand(new BacktestCommand(environment));
    return alert;
  }

  @Command(
      name = "create",
      description = "Creates an alert, which is evaluated from then on.",
      footerHeading = EXAMPLE,
      footer = {
        "  ./telltale alert create support/refund-asked --name 'Many refunds' \\",
        "      --metric true_rate --comparison percent_change --fires 'rises by 20' --window 1h \\",
        "      --min-labels 50 --notify 'slack:#support'"
      })
  int create(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "SIGNAL", description = "AGENT/SIGNAL, as signal list prints it.")
          String signal,
      @Option(
              names = "--alert",
              paramLabel = "SLUG",
              description = "Its name in keys; without it made of --name.")
          @Nullable String slug,
      @Option(names = "--disabled", description = "Not evaluated before it is enabled.")
          boolean disabled,
      @Mixin AlertOptions options) {
    String alert = slug == null ? options.slug(command) : slug;
    Map<String, String> watched = SignalAddress.names(signal, command);
    String path =
        SignalAddress.alerts()
            .with("dryRun", options.dryRun())
            .with("confirm", options.confirmed())
            .path("");
    return run(
        api,
        client -> {
          Map<String, @Nullable Object> fields = options.fields(command);
          fields.putAll(watched);
          fields.put("alert", alert);
          if (disabled) {
            fields.put("enabled", false);
          }
          return client.post(path, fields);
        },
        AlertText::change);
  }

  @Command(
      name = "edit",
      description = "Changes what is given and nothing else, and shows the difference.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale alert edit support/refund-asked/many-refunds --fires 'rises by 30'")
  int edit(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = ALERT, description = NAMED) String alert,
      @Option(
              names = "--expected-revision",
              paramLabel = "N",
              description = "Refuses when somebody has made another revision in between.")
          @Nullable Integer expectedRevision,
      @Mixin AlertOptions options) {
    String path =
        SignalAddress.alert(alert, command)
            .with("expectedRevision", expectedRevision)
            .with("dryRun", options.dryRun())
            .with("confirm", options.confirmed())
            .path("");
    return run(
        api,
        client -> {
          Map<String, @Nullable Object> fields = options.fields(command);
          if (fields.isEmpty()) {
            throw new ParameterException(
                command.commandLine(), "nothing to change (expected: an option such as --fires)");
          }
          return client.patch(path, fields);
        },
        AlertText::change);
  }

  @Command(
      name = "list",
      description = "Lists the alerts of the key's project.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale alert list")
  int list(
      @Mixin ApiOptions api,
      @Option(names = "--agent", paramLabel = "AGENT", description = "Only those of one agent.")
          @Nullable String agent,
      @Option(names = "--signal", paramLabel = "SIGNAL", description = "Only those of one signal.")
          @Nullable String signal,
      @Option(names = "--include-archived", description = "Archived ones, too.")
          boolean includeArchived) {
    String path =
        SignalAddress.alerts()
            .with("agent", agent)
            .with("signal", signal)
            .with("includeArchived", includeArchived ? "true" : null)
            .path("");
    return run(api, client -> client.get(path), AlertText::list);
  }

  @Command(
      name = "get",
      description = "Shows an alert.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale alert get support/refund-asked/many-refunds")
  int get(
      @Mixin ApiOptions api, @Parameters(paramLabel = ALERT, description = NAMED) String alert) {
    String path = SignalAddress.alert(alert, command).path("");
    return run(api, client -> client.get(path), AlertText::one);
  }

  @Command(
      name = "enable",
      description = "Starts or resumes an alert.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale alert enable support/refund-asked/many-refunds")
  int enable(
      @Mixin ApiOptions api, @Parameters(paramLabel = ALERT, description = NAMED) String alert) {
    return move(api, alert, "/enable");
  }

  @Command(
      name = "disable",
      description = "Pauses an alert: it is not evaluated.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale alert disable support/refund-asked/many-refunds")
  int disable(
      @Mixin ApiOptions api, @Parameters(paramLabel = ALERT, description = NAMED) String alert) {
    return move(api, alert, "/disable");
  }

  @Command(
      name = "archive",
      description = "Ends an alert and takes it out of lists; its events are kept.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale alert archive support/refund-asked/many-refunds")
  int archive(
      @Mixin ApiOptions api, @Parameters(paramLabel = ALERT, description = NAMED) String alert) {
    return move(api, alert, "/archive");
  }

  @Command(
      name = "unarchive",
      description = "Takes an archived alert back, disabled.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale alert unarchive support/refund-asked/many-refunds")
  int unarchive(
      @Mixin ApiOptions api, @Parameters(paramLabel = ALERT, description = NAMED) String alert) {
    return move(api, alert, "/unarchive");
  }

  private int move(ApiOptions api, String alert, String step) {
    String path = SignalAddress.alert(alert, command).path(step);
    return run(api, client -> client.post(path), AlertText::change);
  }
}
