// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * {@code telltale signal …}: defines signals and looks at them. Verbs that ask something other than
 * the API are added from outside, as subcommands.
 */
@Command(
    name = "signal",
    aliases = "signals",
    description = "Defines signals and looks at them.",
    synopsisSubcommandLabel = "VERB")
public final class SignalCommand extends Noun {
  private static final String SIGNAL = "SIGNAL";
  private static final String NAMED = "AGENT/SIGNAL, as signal list prints it.";

  /**
   * Makes the command.
   *
   * @param environment holds {@code TELLTALE_API_URL} and {@code TELLTALE_API_KEY}, if they are set
   */
  public SignalCommand(Map<String, String> environment) {
    super(environment);
  }

  @Command(
      name = "create",
      description = "Creates a signal, as a draft: nothing is judged before it is activated.",
      footerHeading = EXAMPLE,
      footer = {
        "  ./telltale signal create --agent-id support --name 'Refund asked' --scope trace \\",
        "      --classifier binary --prompt 'Does the user ask for a refund?' --sample-rate 25"
      })
  int create(
      @Mixin ApiOptions api,
      @Option(
              names = "--agent-id",
              required = true,
              paramLabel = "AGENT",
              description = "Its agent.")
          String agent,
      @Option(
              names = "--signal",
              paramLabel = "SLUG",
              description = "Its name in keys; without it made of --name or --template.")
          @Nullable String slug,
      @Option(
              names = "--template",
              paramLabel = "TEMPLATE",
              description = "What it starts from; signal templates lists them.")
          @Nullable String template,
      @Mixin SignalOptions options) {
    String signal = slug == null ? options.slug(template, command) : slug;
    return run(
        api,
        client -> {
          Map<String, @Nullable Object> fields = options.fields(command);
          fields.put("agent", agent);
          fields.put("signal", signal);
          if (template != null) {
            fields.put("template", template);
          }
          String query = options.isDryRun() ? "?dryRun=true" : "";
          return client.post(SignalAddress.SIGNALS + query, fields);
        },
        SignalText::change);
  }

  @Command(
      name = "edit",
      description = {
        "Changes what is given and nothing else, and shows the difference. A new prompt, sample"
            + " rate, filter, judge or set of labels makes the next version."
      },
      footerHeading = EXAMPLE,
      footer = "  ./telltale signal edit support/refund-asked --sample-rate 12.5")
  int edit(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = SIGNAL, description = NAMED) String signal,
      @Option(
              names = "--expected-version",
              paramLabel = "N",
              description = "Refuses when somebody has made another version in between.")
          @Nullable Integer expectedVersion,
      @Mixin SignalOptions options) {
    SignalAddress address =
        address(signal)
            .with("expectedVersion", expectedVersion)
            .with("dryRun", options.isDryRun() ? "true" : null);
    return run(
        api,
        client -> {
          Map<String, @Nullable Object> fields = options.fields(command);
          if (fields.isEmpty()) {
            throw new ParameterException(
                command.commandLine(), "nothing to change (expected: an option such as --prompt)");
          }
          return client.patch(address.path(""), fields);
        },
        SignalText::change);
  }

  @Command(
      name = "list",
      description = "Lists the signals of the key's project.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale signal list")
  int list(
      @Mixin ApiOptions api,
      @Option(
              names = {"--agent", "--agent-id"},
              paramLabel = "AGENT",
              description = "Only those of one agent.")
          @Nullable String agent,
      @Option(names = "--include-archived", description = "Archived ones, too.")
          boolean includeArchived) {
    String path =
        SignalAddress.SIGNALS
            + "?includeArchived="
            + includeArchived
            + (agent == null ? "" : "&agent=" + Api.encoded(agent));
    return run(api, client -> client.get(path), SignalText::list);
  }

  @Command(
      name = "get",
      description = "Shows a signal with its prompt.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale signal get support/refund-asked")
  int get(
      @Mixin ApiOptions api, @Parameters(paramLabel = SIGNAL, description = NAMED) String signal) {
    String path = address(signal).path("");
    return run(api, client -> client.get(path), SignalText::one);
  }

  @Command(
      name = "diff",
      description = "Shows what differs between two versions of a signal.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale signal diff support/refund-asked --from 1 --to 3")
  int diff(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = SIGNAL, description = NAMED) String signal,
      @Option(names = "--from", paramLabel = "N", description = "Without it the one before --to.")
          @Nullable Integer from,
      @Option(names = "--to", paramLabel = "N", description = "Without it the newest.")
          @Nullable Integer to) {
    String path = address(signal).with("from", from).with("to", to).path("/diff");
    return run(api, client -> client.get(path), SignalText::diff);
  }

  @Command(
      name = "activate",
      description = "Starts or resumes a signal: what matches is judged from now on.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale signal activate support/refund-asked")
  int activate(
      @Mixin ApiOptions api, @Parameters(paramLabel = SIGNAL, description = NAMED) String signal) {
    return move(api, signal, "/activate");
  }

  @Command(
      name = "disable",
      description = "Pauses a signal; its labels are kept.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale signal disable support/refund-asked")
  int disable(
      @Mixin ApiOptions api, @Parameters(paramLabel = SIGNAL, description = NAMED) String signal) {
    return move(api, signal, "/disable");
  }

  @Command(
      name = "archive",
      description = "Ends a signal and takes it out of lists; its labels are kept.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale signal archive support/refund-asked")
  int archive(
      @Mixin ApiOptions api, @Parameters(paramLabel = SIGNAL, description = NAMED) String signal) {
    return move(api, signal, "/archive");
  }

  @Command(
      name = "unarchive",
      description = "Takes an archived signal back, disabled.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale signal unarchive support/refund-asked")
  int unarchive(
      @Mixin ApiOptions api, @Parameters(paramLabel = SIGNAL, description = NAMED) String signal) {
    return move(api, signal, "/unarchive");
  }

  @Command(
      name = "templates",
      description = "Lists what a signal can start from, or shows one with its prompt.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale signal templates user-frustration")
  int templates(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = "NAME", arity = "0..1", description = "A template's name.")
          @Nullable String name) {
    return name == null
        ? run(api, client -> client.get("/api/v1/templates"), SignalText::templates)
        : run(
            api,
            client -> client.get("/api/v1/templates/" + SignalAddress.encode(name)),
            SignalText::template);
  }

  private int move(ApiOptions api, String signal, String step) {
    String path = address(signal).path(step);
    return run(api, client -> client.post(path), SignalText::change);
  }

  private SignalAddress address(String signal) {
    return SignalAddress.of(signal, command);
  }
}
