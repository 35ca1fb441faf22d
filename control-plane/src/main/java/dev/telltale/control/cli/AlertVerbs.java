// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The verbs on what alerts do. */
final class AlertVerbs {
  private AlertVerbs() {}

  static void addTo(CommandLine alert, Map<String, String> environment) {
    alert.addSubcommand(new State(environment));
    alert.addSubcommand(new Events(environment));
    alert.addSubcommand(new Deliveries(environment));
    alert.addSubcommand(new Trial(environment));
    alert.addSubcommand(new Mute(environment));
    alert.addSubcommand(new Unmute(environment));
  }

  abstract static class Verb implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec CommandSpec command = CommandSpec.create();
    @Mixin private ApiOptions api = new ApiOptions();

    Verb(Map<String, String> environment) {
      this.environment = Map.copyOf(environment);
    }

    int run(ApiOptions.Question question, BiConsumer<JsonNode, PrintWriter> print) {
      return api.run(command, environment, question, print);
    }
  }

  @Command(
      name = "state",
      description = "Shows where alerts stand, and how often they fired in the last 7 days.",
      footerHeading = AlertCommand.EXAMPLE,
      footer = "  ./telltale alert state support/refund-asked/many-refunds")
  static final class State extends Verb {
    @Parameters(
        paramLabel = AlertCommand.ALERT,
        arity = "0..1",
        description = AlertCommand.NAMED + " Without it all of them.")
    private @Nullable String alert;

    State(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      if (alert == null) {
        return run(client -> client.get("/api/v1/alert-states"), AlertText::states);
      }
      String path = SignalAddress.alert(alert, command).path("/state");
      return run(client -> client.get(path), AlertText::state);
    }
  }

  @Command(
      name = "events",
      description = "Lists what alerts did, the newest first.",
      footerHeading = AlertCommand.EXAMPLE,
      footer = "  ./telltale alert events support/refund-asked/many-refunds --limit 20")
  static final class Events extends Verb {
    @Parameters(
        paramLabel = AlertCommand.ALERT,
        arity = "0..1",
        description = AlertCommand.NAMED + " Without it those of all alerts.")
    private @Nullable String alert;

    @Option(names = "--limit", paramLabel = "N", description = "1 to 200; 50 without it.")
    private @Nullable Integer limit;

    @Option(
        names = "--from",
        paramLabel = "TIME",
        description = "Only those since then, such as 2026-03-01T12:00:00Z.")
    private @Nullable String from;

    Events(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      if (limit != null && (limit < 1 || limit > 200)) {
        throw new ParameterException(
            command.commandLine(), "--limit: " + limit + " (expected: 1 to 200)");
      }
      SignalAddress address =
          alert == null
              ? SignalAddress.at("/api/v1/alert-events")
              : SignalAddress.alert(alert, command);
      String path =
          address.with("limit", limit).with("from", from).path(alert == null ? "" : "/events");
      return run(client -> client.get(path), AlertText::events);
    }
  }

  @Command(
      name = "deliveries",
      description = "Shows an event and what became of its messages.",
      footerHeading = AlertCommand.EXAMPLE,
      footer = {
        "  ./telltale alert deliveries support/refund-asked/many-refunds \\",
        "      0b6f3c5e1f5e4f0c9d8e2f6f5b7a9c01"
      })
  static final class Deliveries extends Verb {
    @Parameters(index = "0", paramLabel = AlertCommand.ALERT, description = AlertCommand.NAMED)
    private String alert = "";

    @Parameters(
        index = "1",
        paramLabel = "EVENT",
        description = "Its id, as alert events prints it.")
    private String event = "";

    Deliveries(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      String path =
          SignalAddress.alert(alert, command).path("/events/" + SignalAddress.encode(event));
      return run(client -> client.get(path), AlertText::told);
    }
  }

  @Command(
      name = "test",
      description =
          "Sends one marked message to each of an alert's channels, and says how it went.",
      footerHeading = AlertCommand.EXAMPLE,
      footer = "  ./telltale alert test support/refund-asked/many-refunds")
  static final class Trial extends Verb {
    @Parameters(paramLabel = AlertCommand.ALERT, description = AlertCommand.NAMED)
    private String alert = "";

    Trial(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      String path = SignalAddress.alert(alert, command).path("/test");
      return run(client -> client.post(path), AlertText::trial);
    }
  }

  @Command(
      name = "mute",
      description = {
        "Stops an alert's messages to a member, or to all members. It is evaluated as before, and"
            + " channels are told as before."
      },
      footerHeading = AlertCommand.EXAMPLE,
      footer = "  ./telltale alert mute support/refund-asked/many-refunds --member ada --for 2h")
  static final class Mute extends Verb {
    @Parameters(paramLabel = AlertCommand.ALERT, description = AlertCommand.NAMED)
    private String alert = "";

    @Option(names = "--member", paramLabel = "NAME", description = "Without it all members.")
    private @Nullable String member;

    @Option(
        names = "--until",
        paramLabel = "TIME",
        description = "Such as 2030-03-01T12:00:00Z; without it until unmuted.")
    private @Nullable String until;

    @Option(names = "--for", paramLabel = "LENGTH", description = "Such as 30m or 2h.")
    private @Nullable String forTime;

    Mute(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      String path = SignalAddress.alert(alert, command).path("/mute");
      Map<String, String> wanted = new LinkedHashMap<>();
      put(wanted, "member", member);
      put(wanted, "until", until);
      put(wanted, "forTime", forTime);
      return run(client -> client.post(path, wanted), MemberText::list);
    }

    private static void put(Map<String, String> fields, String name, @Nullable String value) {
      if (value != null) {
        fields.put(name, value);
      }
    }
  }

  @Command(
      name = "unmute",
      description = "Lets an alert's messages to a member, or to all members, out again.",
      footerHeading = AlertCommand.EXAMPLE,
      footer = "  ./telltale alert unmute support/refund-asked/many-refunds --member ada")
  static final class Unmute extends Verb {
    @Parameters(paramLabel = AlertCommand.ALERT, description = AlertCommand.NAMED)
    private String alert = "";

    @Option(names = "--member", paramLabel = "NAME", description = "Without it all members.")
    private @Nullable String member;

    Unmute(Map<String, String> environment) {
      super(environment);
    }

    @Override
    public Integer call() {
      String path = SignalAddress.alert(alert, command).with("member", member).path("/unmute");
      return run(client -> client.post(path), MemberText::list);
    }
  }
}
