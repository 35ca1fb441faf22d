// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.schemas.acl.Grants;
import dev.telltale.schemas.acl.Role;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What each role needs on Kafka, and nothing else. Asks no cluster. */
@Command(
    name = "acls",
    description = {
      "Prints what each role may do on Kafka: the least that it needs. Asks no cluster.",
      "Example: telltale topics acls --role judge --principal User:judge --format kafka-acls"
    },
    mixinStandardHelpOptions = true)
final class AclsCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;
  @Mixin private Installation installation = new Installation();

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description =
          "gateway, classifier, judge, alerts, control-plane, reader (verbs that look) or topics (who creates them); all without it.")
  private @Nullable String roleName;

  @Option(
      names = "--principal",
      paramLabel = "User:NAME",
      description = "Who has the role; User:telltale-ROLE without it.")
  private @Nullable String principal;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text, kafka-acls (commands), json, or strimzi (KafkaUser); ${DEFAULT-VALUE}.")
  private String format = "text";

  @Override
  public Integer call() {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    List<Role> roles = roles(command);
    if (principal != null && (roles.size() > 1 || !principal.matches("User:.+"))) {
      throw new CommandLine.ParameterException(
          command, "--principal: " + principal + " (expected: User:NAME, with --role)");
    }
    Grants grants = Installation.grants(installation.config());
    PrintWriter out = command.getOut();
    List<AclText.Holder> holders =
        roles.stream()
            .map(
                role ->
                    new AclText.Holder(
                        role,
                        principal == null ? "User:telltale-" + role : principal,
                        grants.of(role)))
            .toList();
    switch (format) {
      case "text" -> out.print(AclText.text(holders));
      case "kafka-acls" -> out.print(AclText.commands(holders));
      case "json" -> out.println(AclText.json(holders));
      case "strimzi" -> out.print(AclText.strimzi(holders));
      default ->
          throw new CommandLine.ParameterException(
              command, "--format: " + format + " (expected: text, kafka-acls, json or strimzi)");
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private List<Role> roles(CommandLine command) {
    if (roleName == null) {
      return List.of(Role.values());
    }
    return List.of(
        Role.named(roleName)
            .orElseThrow(
                () ->
                    new CommandLine.ParameterException(
                        command,
                        "--role: "
                            + roleName
                            + " (expected: "
                            + Stream.of(Role.values())
                                .map(Role::toString)
                                .collect(Collectors.joining(", "))
                            + ")")));
  }
}
