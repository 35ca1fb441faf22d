// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.kafka.TopicAdmin.Difference;
import dev.telltale.schemas.topic.Kept;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.config.RoleSettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The catalogue's topics on a cluster. */
@Command(
    name = "topics",
    description = "List, create or check the topics of the catalogue.",
    mixinStandardHelpOptions = true)
final class TopicsCommand implements Runnable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "list, create or check is missing");
    }
  }

  @Command(
      description = "Prints the catalogue. Example: telltale topics list",
      mixinStandardHelpOptions = true)
  int list() {
    PrintWriter out = out();
    for (Topic<?, ?> topic : Topics.all()) {
      String kept = topic.kept() instanceof Kept.For time ? days(time.time()) : "last of each key";
      out.printf(
          "%-25s %2d partitions  %-16s %s%n",
          topic.name(), topic.partitions(), kept, topic.timestamps().configValue());
    }
    return flushed(out, CommandLine.ExitCode.OK);
  }

  @Command(
      description =
          "Creates what is missing; what exists is left as it is. Example: telltale topics create --replication 3",
      mixinStandardHelpOptions = true)
  int create(
      @Mixin Installation installation,
      @Option(
              names = "--replication",
              paramLabel = "N",
              description = "Replicas of each partition; the cluster's default without it.")
          @Nullable Short replication) {
    PrintWriter out = out();
    KafkaConnection kafka = new RoleSettings(installation.config()).kafka();
    try (TopicAdmin admin = new TopicAdmin(kafka, TIMEOUT)) {
      List<String> created = admin.create(Optional.ofNullable(replication));
      created.forEach(name -> out.println("created " + name));
      out.println(
          created.size() + " created, " + (Topics.all().size() - created.size()) + " were there");
    }
    return flushed(out, CommandLine.ExitCode.OK);
  }

  @Command(
      description =
          "Compares the cluster with the catalogue; exit code 1 when they differ. Example: telltale topics check",
      mixinStandardHelpOptions = true)
  int check(@Mixin Installation installation) {
    PrintWriter out = out();
    KafkaConnection kafka = new RoleSettings(installation.config()).kafka();
    try (TopicAdmin admin = new TopicAdmin(kafka, TIMEOUT)) {
      List<Difference> differences = admin.check();
      differences.forEach(out::println);
      out.println(
          differences.isEmpty()
              ? "all topics are as in the catalogue"
              : differences.size() + " differences");
      return flushed(
          out, differences.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE);
    }
  }

  private PrintWriter out() {
    return java.util.Objects.requireNonNull(spec).commandLine().getOut();
  }

  private static int flushed(PrintWriter out, int exitCode) {
    out.flush();
    return exitCode;
  }

  private static String days(Duration time) {
    return time.toDays() > 0 ? time.toDays() + " days" : time.toHours() + " hours";
  }
}
