// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The one list of metrics, against the sources: in them a metric's name stands whole. */
class MetricsListTest {
  private static final Pattern NAME = Pattern.compile("\"(telltale\\.[a-z]+(?:\\.[a-z]+)*)\"");
  private static final Pattern PART = Pattern.compile("\"telltale\\.[a-z.]*\\.\"");

  @Test
  void whatTheCodeExportsIsListedAndWhatIsListedIsInTheCode() throws Exception {
    Set<String> listed =
        MetricsList.read().all().stream()
            .filter(metric -> metric.name().startsWith("telltale_"))
            .filter(metric -> !metric.name().endsWith("_seconds_max"))
            .map(Metric::stem)
            .collect(Collectors.toCollection(TreeSet::new));

    Map<String, Path> code = inTheCode();
    Set<String> notListed = new TreeSet<>(code.keySet());
    notListed.removeAll(listed);
    Set<String> notInTheCode = new TreeSet<>(listed);
    notInTheCode.removeAll(code.keySet());
    assertThat(notListed).isEmpty();
    assertThat(notInTheCode).isEmpty();
  }

  @Test
  void noNameIsPutTogetherSoThatASearchFindsIt() throws Exception {
    List<String> parts = new ArrayList<>();
    for (Path file : meterFiles()) {
      if (PART.matcher(Files.readString(file)).find()) {
        parts.add(file.toString());
      }
    }

    assertThat(parts).isEmpty();
  }

  @Test
  void namesHaveTheirUnitAndTagsAreBounded() throws Exception {
    for (Metric metric : MetricsList.read().all()) {
      assertThat(metric.name().endsWith("_total"))
          .as(metric.name())
          .isEqualTo(metric.type().equals("counter"));
      if (Set.of("histogram", "summary").contains(metric.type())) {
        assertThat(metric.name()).endsWith("_seconds");
      }
      assertThat(metric.name()).doesNotContainPattern("milli|_ms(_|$)|micros|percent|_kb|_mb");
      assertThat(metric.tags())
          .as(metric.name())
          .doesNotContain(
              "trace_id",
              "traceid",
              "span_id",
              "session",
              "session_id",
              "user",
              "user_id",
              "target",
              "run",
              "client",
              "client_id",
              "offset");
    }
  }

  @Test
  void theTimersOfTheListHaveTheirMaximum() throws Exception {
    MetricsList list = MetricsList.read();

    assertThat(list.all())
        .filteredOn(metric -> Set.of("histogram", "summary").contains(metric.type()))
        .isNotEmpty()
        .allSatisfy(
            metric ->
                assertThat(list.of(metric.name() + "_max"))
                    .contains(new Metric(metric.name() + "_max", "gauge", metric.tags())));
    assertThat(list.of("telltale_gateway_publish_seconds_bucket")).isPresent();
    assertThat(list.of("telltale_judge_llm_call_seconds_bucket")).isEmpty();
    assertThat(list.of("telltale_labels_total_count")).isEmpty();
  }

  @Test
  void aScrapeIsHeldAgainstTheList() throws Exception {
    Scrape scrape =
        Scrape.of(
            """
            # TYPE telltale_invented_total counter
            telltale_invented_total 0.0
            # TYPE telltale_consumer_lag_records counter
            telltale_consumer_lag_records{group="judge"} 1.0
            # TYPE telltale_dead_letters_total counter
            telltale_dead_letters_total{stage="judge",trace="x\\"}"} 1.0
            # TYPE telltale_gateway_publish_seconds histogram
            telltale_gateway_publish_seconds_bucket{le="+Inf"} 1
            telltale_gateway_publish_seconds_count 1
            """);

    assertThat(MetricsList.read().unlisted(scrape))
        .hasSize(3)
        .anyMatch(p -> p.contains("telltale_invented_total") && p.contains("is not in"))
        .anyMatch(p -> p.contains("telltale_consumer_lag_records") && p.contains("as a gauge"))
        .anyMatch(p -> p.contains("telltale_dead_letters_total") && p.contains("with the tags"));
    assertThat(MetricsList.read().absentFrom(scrape))
        .hasSizeGreaterThan(50)
        .noneMatch(p -> p.startsWith("telltale_gateway_publish_seconds "))
        .noneMatch(p -> p.startsWith("telltale_labels_total "));
  }

  /** Stems of the names, and where they stand. */
  private static Map<String, Path> inTheCode() throws IOException {
    Map<String, Path> names = new TreeMap<>();
    for (Path file : meterFiles()) {
      Matcher name = NAME.matcher(Files.readString(file));
      while (name.find()) {
        names.put(Metric.stem(name.group(1)), file);
      }
    }
    return names;
  }

  private static List<Path> meterFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      for (Path module : modules.toList()) {
        Path sources = module.resolve("src/main/java");
        if (Files.isDirectory(sources)) {
          try (Stream<Path> all = Files.walk(sources)) {
            all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
          }
        }
      }
    }
    List<Path> meters = new ArrayList<>();
    for (Path file : files) {
      if (!file.toString().contains("/bench/")
          && Files.readString(file).contains("import io.micrometer.")) {
        meters.add(file);
      }
    }
    assertThat(meters).hasSizeGreaterThan(10);
    return meters;
  }
}
