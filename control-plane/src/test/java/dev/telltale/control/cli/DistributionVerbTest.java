// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.control.history.SomeLabels;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionVerbTest {
  private static final Terminal TERMINAL = new Terminal();
  private static final String SIGNAL = "support/refund-asked";

  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();
  @TempDir private Path folder;

  @AfterAll
  static void stop() {
    TERMINAL.close();
  }

  @BeforeEach
  void define() throws Exception {
    TERMINAL.reset();
    TERMINAL.api.define(
        """
        {"agent": "support", "signal": "refund-asked", "type": "binary", "scope": "trace",
         "prompt": "Refund?"}
        """);
  }

  @Test
  void aChartShowsEachHourItsLabelsAndWhereTheyCameFrom() {
    someHours();

    assertThat(run("signal", "distribution", SIGNAL, "--from", "2026-01-01T02:00:00Z"))
        .as(err.toString())
        .isZero();

    assertThat(out)
        .hasToString(
            """
            default/support/refund-asked
            2026-01-01 02:00 to 2026-01-01 12:00 UTC

                                              LABELS  BACKFILL  TRUE   95 %  FAILED  SKIPPED
            01-01 02:00 |######-------             8         8  50 %  22-78       0        0
                        : 6 hours without verdicts
            01-01 09:00 |##############-----      12         0  75 %  47-91       1        2
            01-01 10:00 |
            01-01 11:00 |

            total 20 labels, 8 of them backfilled; coverage 87.0 %
              # true   13, 65.0 % (95 % interval 43.3 to 81.9 %)
              - false  7, 35.0 % (95 % interval 18.1 to 56.7 %)
            failed 1: timeout 1
            skipped 2: budget 2
            """);
  }

  @Test
  void everyLineFitsIntoTheTerminal() {
    someHours();
    for (int width : List.of(60, 80, 120)) {
      TERMINAL.environment.put("COLUMNS", Integer.toString(width));
      out = new StringWriter();

      run("signals", "distribution-trends", SIGNAL);

      assertThat(out.toString().lines())
          .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(width));
      assertThat(out.toString().lines().mapToInt(String::length))
          .anyMatch(length -> length == width);
    }
  }

  @Test
  void aSignalOfLabelsHasAMarkForEachAndTellsTheMostFrequent() throws Exception {
    TERMINAL.api.define(
        """
        {"agent": "support", "signal": "mood", "type": "string", "scope": "trace",
         "prompt": "Mood?", "labels": ["glad", "grim", "gloomy"]}
        """);
    Instant nine = Instant.parse("2026-01-01T09:00:00Z");
    for (int i = 0; i < 40; i++) {
      String value = i == 0 ? "gloomy" : i < 10 ? "glad" : "grim";
      TERMINAL.api.labels.labels.add(
          Label.newBuilder(SomeLabels.label("m" + i, nine, value, Origin.LIVE))
              .setSignal("mood")
              .build());
    }

    run("signal", "distribution", "support/mood", "--from", "2026-01-01T09:00:00Z");
    run(
        "metrics",
        "backfill",
        "support/mood",
        "--from",
        "2026-01-01T10:00:00Z",
        "--to",
        "2026-01-01T10:01:00Z");

    assertThat(out.toString())
        .contains("01-01 09:00 |" + "g".repeat(10) + "r".repeat(33) + "l      40  r 75 %  60-86")
        .contains("  g glad    9, 22.5 %")
        .contains("  r grim    30, 75.0 %")
        .contains("  l gloomy  1, 2.5 %")
        .contains(
            "telltale_signal_value_share{project=\"default\",agent=\"support\",signal=\"mood\",window=\"1h\",value=\"grim\"}"
                + " 0.75 1767261600")
        .doesNotContain("true_rate");
  }

  @Test
  void noVerdictsAreSaidSo() {
    assertThat(run("signal", "distribution", SIGNAL, "--bucket", "day")).isZero();

    assertThat(out)
        .hasToString(
            """
            default/support/refund-asked
            2025-12-18 12:00 to 2026-01-01 12:00 UTC
            no verdicts on targets of that time
            """);
  }

  @Test
  void whatIsNoTimeBucketZoneOrVersionIsRefused() {
    assertThat(run("signal", "distribution", SIGNAL, "--bucket", "week")).isEqualTo(2);
    assertThat(run("signal", "distribution", SIGNAL, "--from", "yesterday")).isEqualTo(2);
    assertThat(run("signal", "distribution", SIGNAL, "--timezone", "Mars")).isEqualTo(2);
    assertThat(run("signal", "distribution", SIGNAL, "--version", "2")).isEqualTo(1);
    assertThat(run("signal", "distribution", SIGNAL, "--from", "2025-01-01")).isEqualTo(1);
    assertThat(run("signal", "distribution", "support/nothing")).isEqualTo(1);

    assertThat(err.toString())
        .contains("--bucket: week (expected: minute or hour or day)")
        .contains("--from: yesterday (expected: such as 2026-03-01")
        .contains("--timezone: Mars (expected: such as Europe/Berlin)")
        .contains("no version 2 (expected: 1 to 1)")
        .contains("too many buckets (expected: at most 2000; days are fewer than hours, and hours")
        .contains("no signal support/nothing");
  }

  @Test
  void labelsThatCannotBeReadAreNoZeros() {
    TERMINAL.api.labels.broken = true;

    assertThat(run("signal", "distribution", SIGNAL)).isEqualTo(1);

    assertThat(out).hasToString("");
    assertThat(err)
        .hasToString("telltale: the API answers 503: labels cannot be read: no broker\n");
  }

  @Test
  void theAnswerHasEveryBucketAndTheIntervalsOfAlerts() throws Exception {
    someHours();

    run("signal", "distribution", SIGNAL, "--json", "--timezone", "Asia/Kolkata");

    JsonNode answer = new ObjectMapper().readTree(out.toString());
    // Half past the hour there is the full one here.
    assertThat(answer.path("buckets")).hasSize(25);
    assertThat(answer.path("values"))
        .extracting(value -> value.asText())
        .containsExactly("true", "false");
    JsonNode total = answer.path("total");
    assertThat(total.path("labels").asLong()).isEqualTo(20);
    assertThat(total.path("live").asLong()).isEqualTo(12);
    assertThat(total.path("coverage").asDouble()).isEqualTo(20.0 / 23);
    assertThat(total.at("/skips/budget").asLong()).isEqualTo(2);
    assertThat(total.at("/values/true/share").asDouble()).isEqualTo(0.65);
    // As R's prop.test(13, 20, correct = FALSE) has it.
    assertThat(total.at("/values/true/low").asDouble()).isCloseTo(0.4329, within(0.0001));
    assertThat(total.at("/values/true/high").asDouble()).isCloseTo(0.8188, within(0.0001));
  }

  @Test
  void theGaugesOfThePastAreOpenMetricsUntilTheNextHourIsWhole() throws Exception {
    someHours();
    Path file = folder.resolve("past.om");

    assertThat(
            run(
                "metrics",
                "backfill",
                "--from",
                "2026-01-01",
                "--to",
                "2026-01-01T10:08:00Z",
                "--label",
                "job=telltale",
                "--output",
                file.toString()))
        .as(err.toString())
        .isZero();

    List<String> lines = Files.readAllLines(file);
    assertThat(lines).endsWith("# EOF").contains("# TYPE telltale_signal_true_rate gauge");
    String series =
        "{project=\"default\",agent=\"support\",signal=\"refund-asked\",window=\"1h\",job=\"telltale\"} ";
    Instant three = Instant.parse("2026-01-01T03:00:00Z");
    assertThat(of(lines, "telltale_signal_true_rate" + series))
        .hasSize(15 + 2)
        .startsWith("0.5 " + three.getEpochSecond())
        .contains("0.5 " + three.plus(Duration.ofMinutes(56)).getEpochSecond())
        .endsWith("0.75 " + Instant.parse("2026-01-01T10:04:00Z").getEpochSecond());
    assertThat(of(lines, "telltale_signal_label_volume" + series))
        .hasSize(15 * 7 + 2)
        .contains("0.0 " + three.plus(Duration.ofHours(1)).getEpochSecond());
    assertThat(of(lines, "telltale_signal_coverage" + series))
        .contains("0.8 " + Instant.parse("2026-01-01T10:00:00Z").getEpochSecond());
    assertThat(lines)
        .anyMatch(
            line ->
                line.startsWith("telltale_signal_interval_low{")
                    && line.contains("value=\"true\""));
    assertThat(lines).doesNotHaveDuplicates();
    assertThat(out.toString())
        .contains(" samples of 5 series, 2026-01-01T00:00:00Z to 2026-01-01T10:08:00Z")
        .contains("promtool tsdb create-blocks-from openmetrics --max-block-duration=24h " + file)
        .contains("warning: a Prometheus that runs keeps its last 3 hours");
  }

  @Test
  void samplesOfOverlappingTimesAreTheSame() {
    someHours();

    run(
        "metrics",
        "backfill",
        SIGNAL,
        "--from",
        "2026-01-01T01:00:00Z",
        "--to",
        "2026-01-01T11:00:00Z");
    List<String> all = out.toString().lines().toList();
    out = new StringWriter();
    run(
        "metrics",
        "backfill",
        SIGNAL,
        "--from",
        "2026-01-01T09:31:00Z",
        "--to",
        "2026-01-01T10:30:00Z");

    assertThat(out.toString().lines().filter(line -> line.startsWith("telltale")))
        .isNotEmpty()
        .isSubsetOf(all);
    assertThat(err.toString()).contains("samples of 5 series");
  }

  @Test
  void whatCannotBeMetricsOfThePastIsRefused() {
    assertThat(run("metrics", "backfill", "--from", "2026-01-02")).isEqualTo(2);
    assertThat(run("metrics", "backfill", "--from", "2025-12-01", "--to", "2026-01-02"))
        .isEqualTo(2);
    assertThat(run("metrics", "backfill", "--from", "2025-12-01", "--label", "value=x"))
        .isEqualTo(2);
    assertThat(run("metrics", "backfill", "--from", "2025-12-01", "--json")).isEqualTo(2);
    assertThat(run("metrics", "backfill", "--from", "2025-12-01")).isEqualTo(1);

    assertThat(err.toString())
        .contains("(expected: --from before --to, both past)")
        .contains("--label: value (expected: a name such as job")
        .contains("--json without --output")
        .contains(
            "no verdicts on targets that began from 2025-11-30T23:00:00Z to 2026-01-01T08:00:00Z");
  }

  /** Eight backfilled labels at 02, twelve live ones and three others at 09. */
  private static void someHours() {
    Instant two = Instant.parse("2026-01-01T02:10:00Z");
    Instant nine = Instant.parse("2026-01-01T09:59:59.999Z");
    for (int i = 0; i < 8; i++) {
      add("b" + i, two, i < 4 ? "true" : "false", Origin.BACKFILL);
    }
    for (int i = 0; i < 12; i++) {
      add("l" + i, nine, i < 9 ? "true" : "false", Origin.LIVE);
    }
    List<Label> labels = TERMINAL.api.labels.labels;
    labels.add(SomeLabels.none("f", nine, Outcome.FAILED, "timeout"));
    labels.add(SomeLabels.none("s1", nine, Outcome.SKIPPED, "budget"));
    labels.add(SomeLabels.none("s2", nine, Outcome.SKIPPED, "budget"));
  }

  private static void add(String target, Instant start, String value, Origin origin) {
    TERMINAL.api.labels.labels.add(SomeLabels.label(target, start, value, origin));
  }

  private static List<String> of(List<String> lines, String series) {
    return lines.stream()
        .filter(line -> line.startsWith(series))
        .map(line -> line.substring(series.length()))
        .toList();
  }

  private int run(String... arguments) {
    return TERMINAL.run(out, err, arguments);
  }
}
