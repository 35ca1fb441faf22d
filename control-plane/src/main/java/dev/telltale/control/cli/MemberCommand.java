// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code telltale member …}: who is told of alerts. */
@Command(
    name = "member",
    aliases = "members",
    description = "Says who is told of alerts, and who gets the daily overview.",
    synopsisSubcommandLabel = "VERB")
public final class MemberCommand extends Noun {
  private static final String ALL = "/api/v1/members";
  private static final String NAME = "NAME";

  /**
   * Makes the command.
   *
   * @param environment holds {@code TELLTALE_API_URL} and {@code TELLTALE_API_KEY}, if they are set
   */
  public MemberCommand(Map<String, String> environment) {
    super(environment);
  }

  @Command(
      name = "add",
      description = "Adds a member to the key's project: somebody who is told by e-mail.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale member add ada --address ada@example.com")
  int add(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = NAME, description = "What they are called.") String name,
      @Option(
              names = "--address",
              paramLabel = "ADDRESS",
              description = "Of e-mail; without it only for overviews in a channel.")
          @Nullable String address,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              description = "viewer, editor or owner; viewer without it.")
          @Nullable String role) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("member", name);
    put(fields, "address", address);
    put(fields, "role", role);
    return run(api, client -> client.post(ALL, fields), MemberText::one);
  }

  @Command(
      name = "list",
      description = "Lists the members of the key's project.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale member list")
  int list(@Mixin ApiOptions api) {
    return run(api, client -> client.get(ALL), MemberText::list);
  }

  @Command(
      name = "get",
      description = "Shows a member, their overview and what they have muted.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale member get ada")
  int get(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = NAME, description = "A member.") String name) {
    return run(api, client -> client.get(path(name)), MemberText::one);
  }

  @Command(
      name = "remove",
      description = "Takes a member away, with all they have muted.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale member remove ada")
  int remove(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = NAME, description = "A member.") String name) {
    return run(
        api,
        client -> client.delete(path(name)),
        (member, out) -> out.println("removed " + member.path("member").asText()));
  }

  @Command(
      name = "overview",
      description = "Sends a member the daily overview at a time of their day, or stops it.",
      footerHeading = EXAMPLE,
      footer = "  ./telltale member overview ada --at 09:00 --zone Europe/Berlin")
  int overview(
      @Mixin ApiOptions api,
      @Parameters(paramLabel = NAME, description = "A member.") String name,
      @Option(names = "--at", paramLabel = "HH:MM", description = "Local time; 09:00 without it.")
          @Nullable String at,
      @Option(
              names = "--zone",
              paramLabel = "ZONE",
              description = "Such as Europe/Berlin; UTC without it.")
          @Nullable String zone,
      @Option(
              names = "--channel",
              paramLabel = "CHANNEL",
              description = "slack or slack:#CHANNEL; by e-mail without it.")
          @Nullable String channel,
      @Option(names = "--off", description = "Stops it.") boolean off) {
    if (off && (at != null || zone != null || channel != null)) {
      throw new ParameterException(
          command.commandLine(), "--off with another option (expected: alone)");
    }
    if (off) {
      return run(api, client -> client.delete(path(name) + "/overview"), MemberText::one);
    }
    Map<String, String> fields = new LinkedHashMap<>();
    put(fields, "at", at);
    put(fields, "zone", zone);
    put(fields, "channel", channel);
    return run(api, client -> client.put(path(name) + "/overview", fields), MemberText::one);
  }

  private static String path(String name) {
    return ALL + '/' + Api.encoded(name);
  }

  private static void put(Map<String, String> fields, String name, @Nullable String value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}
