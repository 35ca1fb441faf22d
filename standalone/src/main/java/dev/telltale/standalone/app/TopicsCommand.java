// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.kafka.TopicAdmin;
import dev.telltale.schemas.kafka.TopicAdmin.Difference;
import dev.telltale.schemas.kafka.TopicStep;
import dev.telltale.schemas.topic.Kept;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.TopicSettings;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.config.RoleSettings;
import dev.telltale.standalone.config.TelltaleConfig;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The catalogue's topics on a cluster. */
@Command(
    name = "topics",
    description = {
      "List, plan, create or check the topics of the catalogue, and who may do what with them.",
      "Partitions, replication and retention: telltale.topics in telltale config."
    },
    subcommands = AclsCommand.class,
    mixinStandardHelpOptions = true)
final class TopicsCommand implements Runnable {
  /** Of a plan: something is to be done. 2 is the command line's own. */
  static final int SOMETHING_TO_DO = 3;

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "list, plan, create, check or acls is missing");
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
      description = {
        "Shows what create would do, and what nothing here can do. Exit code 0: nothing to do;",
        "3: something; 1: Kafka did not answer. Example: telltale topics plan --json"
      },
      mixinStandardHelpOptions = true)
  int plan(
      @Mixin Installation installation,
      @Option(names = "--json", description = "As one line of JSON: a list of steps.")
          boolean json) {
    TelltaleConfig config = installation.config();
    PrintWriter out = out();
    try (TopicAdmin admin = new TopicAdmin(Installation.kafka(config), TIMEOUT)) {
      List<TopicStep> steps = admin.plan(new RoleSettings(config).topics());
      if (json) {
        out.println(json(steps));
      } else {
        steps.forEach(out::println);
        out.println(steps.isEmpty() ? "nothing to do" : steps.size() + " steps");
      }
      return flushed(out, steps.isEmpty() ? CommandLine.ExitCode.OK : SOMETHING_TO_DO);
    }
  }

  @Command(
      description = {
        "Creates what is missing. What exists and differs is shown, and changed with --apply.",
        "Example: telltale topics create --replication 3"
      },
      mixinStandardHelpOptions = true)
  int create(
      @Mixin Installation installation,
      @Option(
              names = "--replication",
              paramLabel = "N",
              description = "Replicas of each partition, instead of telltale.topics.replication.")
          @Nullable Short replication,
      @Option(
              names = {"--apply", "--yes"},
              description = "Changes topics that exist too, as the plan says.")
          boolean apply) {
    TelltaleConfig config = installation.config();
    PrintWriter out = out();
    KafkaConnection kafka = Installation.kafka(config);
    TopicSettings settings = new RoleSettings(config).topics();
    TopicSettings wanted =
        replication == null ? settings : settings.replicated(Optional.of(replication));
    try (TopicAdmin admin = new TopicAdmin(kafka, TIMEOUT)) {
      List<TopicStep> create = new ArrayList<>();
      List<TopicStep> change = new ArrayList<>();
      List<TopicStep> refused = new ArrayList<>();
      for (TopicStep step : admin.plan(wanted)) {
        (step instanceof TopicStep.Create
                ? create
                : step instanceof TopicStep.Refuse ? refused : change)
            .add(step);
      }
      change.forEach(out::println);
      refused.forEach(out::println);
      out.flush();
      admin.carryOut(create);
      create.forEach(step -> out.println("created " + step.topic()));
      out.println(
          create.size() + " created, " + (Topics.all().size() - create.size()) + " were there");
      if (apply) {
        admin.carryOut(change);
        out.println(change.size() + " changed");
      } else if (!change.isEmpty()) {
        out.println(change.size() + " to change: telltale topics create --apply");
      }
    }
    return flushed(out, CommandLine.ExitCode.OK);
  }

  @Command(
      description = {
        "Compares the cluster with the catalogue and telltale.topics; more partitions are fine.",
        "Exit code 1 when they differ. Example: telltale topics check"
      },
      mixinStandardHelpOptions = true)
  int check(@Mixin Installation installation) {
    TelltaleConfig config = installation.config();
    PrintWriter out = out();
    try (TopicAdmin admin = new TopicAdmin(Installation.kafka(config), TIMEOUT)) {
      List<Difference> differences = admin.check(new RoleSettings(config).topics());
      differences.forEach(out::println);
      out.println(
          differences.isEmpty()
              ? "all topics are as in the catalogue"
              : differences.size() + " differences");
      return flushed(
          out, differences.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE);
    }
  }

  private static ArrayNode json(List<TopicStep> steps) {
    ArrayNode list = JSON.createArrayNode();
    for (TopicStep step : steps) {
      ObjectNode node = list.addObject().put("topic", step.topic());
      if (step instanceof TopicStep.Create create) {
        node.put("step", "create").put("partitions", create.partitions());
        create.replication().ifPresent(replicas -> node.put("replication", replicas));
        ObjectNode configs = node.putObject("configs");
        new java.util.TreeMap<>(create.configs()).forEach(configs::put);
      } else if (step instanceof TopicStep.Configure set) {
        change(node, "configure", set.setting(), set.from(), set.to());
      } else if (step instanceof TopicStep.AddPartitions more) {
        change(node, "partitions", "partitions", "" + more.from(), "" + more.to())
            .put("consequence", more.consequence());
      } else if (step instanceof TopicStep.Refuse no) {
        change(node, "refused", no.setting(), no.from(), no.to()).put("reason", no.reason());
      }
    }
    return list;
  }

  private static ObjectNode change(
      ObjectNode node, String step, String setting, String from, String to) {
    return node.put("step", step).put("setting", setting).put("from", from).put("to", to);
  }

  private PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  private static int flushed(PrintWriter out, int exitCode) {
    out.flush();
    return exitCode;
  }

  private static String days(Duration time) {
    return time.toDays() > 0 ? time.toDays() + " days" : time.toHours() + " hours";
  }
}
