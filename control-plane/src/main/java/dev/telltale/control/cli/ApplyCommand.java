// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code telltale apply}: makes signals and alerts be what files say. */
@Command(
    name = "apply",
    description = {
      "Makes signals and alerts be what YAML files say: all of it, or nothing when anything is wrong."
    },
    footerHeading = "%nExample:%n",
    footer = "  ./telltale apply -f signals.yaml --dry-run")
public final class ApplyCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private ApiOptions api = new ApiOptions();

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE_OR_FOLDER",
      description = "A file, or a folder with *.yaml and *.yml. May be repeated.")
  private List<Path> paths = new ArrayList<>();

  @Option(names = "--dry-run", description = "Says what would happen, and changes nothing.")
  private boolean dryRun;

  @Option(
      names = "--prune",
      arity = "1..*",
      paramLabel = "SIGNAL",
      description = {
        "Archives these signals (AGENT/SIGNAL), in the same step. One that no file mentions any"
            + " more is never archived for that."
      })
  private List<String> prune = new ArrayList<>();

  private record Request(List<ManifestPaths.Manifest> files, List<String> prune, boolean dryRun) {}

  /**
   * Makes the command.
   *
   * @param environment holds {@code TELLTALE_API_URL} and {@code TELLTALE_API_KEY}, if they are set
   */
  public ApplyCommand(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Integer call() {
    return api.run(
        command,
        environment,
        client ->
            client.post("/api/v1/apply", new Request(ManifestPaths.read(paths), prune, dryRun)),
        this::print);
  }

  private void print(JsonNode answer, PrintWriter out) {
    JsonNode results = answer.path("results");
    for (JsonNode result : results) {
      out.println(line(result));
      SignalText.differences(result.path("diff"), out);
      AlertText.warnings(result, out);
    }
    if (results.isEmpty()) {
      out.println("nothing to apply");
    }
    if (dryRun) {
      out.println("dry run: nothing was written");
    }
  }

  private static String line(JsonNode result) {
    String kind = result.path("kind").asText();
    String line =
        String.format(
            "%-9s %s %s (%s %d)",
            result.path("change").asText(),
            kind,
            result.path("key").asText(),
            kind.equals("alert") ? "revision" : "version",
            result.path("version").asInt());
    List<String> more = new ArrayList<>();
    result.path("fields").forEach(field -> more.add(field.asText()));
    String text = String.join(", ", more);
    if (result.path("sentence").isTextual()) {
      text =
          text.isEmpty()
              ? result.path("sentence").asText()
              : text + "; " + result.path("sentence").asText();
    }
    return text.isEmpty() ? line : line + ": " + text;
  }
}
