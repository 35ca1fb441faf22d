// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.standalone.config.TelltaleConfig;
import dev.telltale.standalone.explain.SignalName;
import dev.telltale.standalone.explain.TopicReader;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the verbs that read topics and the classifiers' state take. */
final class Reading {
  @Mixin private Installation installation = new Installation();

  @Option(
      names = "--inspect",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:9464",
      description =
          "A classifier's metrics address, once for each classifier; ${DEFAULT-VALUE} without it.")
  private List<URI> classifiers = new ArrayList<>();

  TelltaleConfig config() {
    return installation.config();
  }

  /** The classifiers' addresses. */
  List<URI> classifiers(CommandLine command) {
    for (URI classifier : classifiers) {
      if (classifier.getHost() == null
          || !String.valueOf(classifier.getScheme()).matches("https?")) {
        throw new CommandLine.ParameterException(
            command, "--inspect: " + classifier + " (expected: http://HOST:PORT)");
      }
    }
    return List.copyOf(classifiers);
  }

  /** A reader of what the configuration points at. */
  TopicReader reader(CommandLine command, TelltaleConfig config) {
    PrintWriter err = command.getErr();
    return new TopicReader(
        classifiers(command),
        Installation.kafka(config),
        Installation.registry(config),
        err,
        CommandLine.Help.Ansi.AUTO.enabled());
  }

  /** A signal's key from its name. */
  static SignalKey signal(CommandLine command, String name) {
    try {
      return SignalName.of(name);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(command, e.getMessage(), e);
    }
  }
}
