// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.chart;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The chart, rendered by Helm itself as it would be for an installation. */
final class Chart {
  static final Path FOLDER = Path.of("helm", "telltale");
  static final String RELEASE = "telltale";
  static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** Sets of values by name; those of a file stand in the chart's folder of examples. */
  static final List<String> SETS = List.of("defaults", "trial", "kafka-sasl-ssl", "everything");

  /** What hooks are marked with here: Helm's library leaves them out of what it renders. */
  static final String HOOK = "hook.test/";

  private static final Map<String, Manifests> RENDERED = new ConcurrentHashMap<>();

  private Chart() {}

  /** One of {@link #SETS}, rendered once. */
  static Manifests of(String set) {
    return RENDERED.computeIfAbsent(set, name -> render(file(name)));
  }

  /** Its values as they were given; empty for the defaults. */
  static Optional<Path> file(String set) {
    return set.equals("defaults")
        ? Optional.empty()
        : Optional.of(FOLDER.resolve("examples").resolve(set + ".yaml"));
  }

  /**
   * Renders with values over the chart's own.
   *
   * @throws IllegalStateException with Helm's message when Helm refuses them
   */
  static Manifests with(String values) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        return render(Optional.of(Files.writeString(file, values)));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As Helm renders it: without hooks. */
  static Manifests withoutHooks(String set) {
    return render(FOLDER, file(set));
  }

  /** Without a Helm for this machine nothing here can be tested. */
  static Helm helm(Path folder) {
    boolean here =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    assumeTrue(here, "no Helm for this machine: its library is here for Linux on amd64 only");
    return new Helm(folder);
  }

  private static Manifests render(Optional<Path> values) {
    return render(WithHooks.FOLDER, values);
  }

  private static Manifests render(Path folder, Optional<Path> values) {
    TemplateCommand template =
        helm(folder).template().withName(RELEASE).withNamespace("agents").withKubeVersion("1.31.0");
    values.ifPresent(template::withValuesFile);
    return new Manifests(parse(template.call()));
  }

  /** A copy of the chart in which hooks are manifests like others. */
  private static final class WithHooks {
    static final Path FOLDER = copy();

    private static Path copy() {
      try (Stream<Path> files = Files.walk(Chart.FOLDER, FileVisitOption.FOLLOW_LINKS)) {
        Path copy = Files.createTempDirectory("chart");
        for (Path file : (Iterable<Path>) files::iterator) {
          Path to = copy.resolve(Chart.FOLDER.relativize(file).toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(to);
          } else {
            Files.writeString(to, Files.readString(file).replace("helm.sh/hook", HOOK + "hook"));
          }
          to.toFile().deleteOnExit();
        }
        return copy;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static List<JsonNode> parse(String yaml) {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      List<JsonNode> parsed = new ArrayList<>();
      documents.forEachRemaining(parsed::add);
      parsed.removeIf(JsonNode::isNull);
      return parsed;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
