// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.telltale.standalone.config.TelltaleConfig;
import dev.telltale.standalone.show.Finder;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the verbs that show a trace or a session take, and how they end. */
final class Looking {
  @Mixin private Reading reading = new Reading();

  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      defaultValue = "default",
      description = "The project; ${DEFAULT-VALUE} without it.")
  private String project = "default";

  @Option(names = "--json", description = "Prints all of it as one line of JSON.")
  private boolean json;

  String project() {
    return project;
  }

  /**
   * Looks, and prints what was found.
   *
   * @param what was asked for, in words
   * @return 0, or 1 when nothing was found
   */
  int show(
      CommandLine command,
      String what,
      Function<Finder, Optional<ObjectNode>> question,
      Function<ObjectNode, List<String>> text) {
    List<URI> classifiers = reading.classifiers(command);
    if (project.isEmpty()) {
      throw new CommandLine.ParameterException(command, "--project: empty (expected: a name)");
    }
    TelltaleConfig config = reading.config();
    PrintWriter err = command.getErr();
    Finder finder =
        new Finder(
            classifiers,
            Installation.kafka(config),
            Installation.registry(config),
            err,
            CommandLine.Help.Ansi.AUTO.enabled());
    Optional<ObjectNode> found = question.apply(finder);
    if (found.isEmpty()) {
      err.println("telltale: " + what + " is not known in project " + project);
      err.flush();
      return CommandLine.ExitCode.SOFTWARE;
    }
    PrintWriter out = command.getOut();
    if (json) {
      out.println(found.get());
    } else {
      text.apply(found.get()).forEach(out::println);
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
