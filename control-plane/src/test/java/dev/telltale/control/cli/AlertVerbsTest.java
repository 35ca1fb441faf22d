// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telltale.control.http.ServedApi;
import dev.telltale.control.watch.SomeAlerts;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AlertVerbsTest {
  private static final Terminal TERMINAL = new Terminal();
  private static final String ALERT = "support/refund-asked/many-refunds";

  private final Map<String, String> environment = TERMINAL.environment;
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
  void anAlertIsCreatedAndEchoedAsASentence() {
    assertThat(create()).as(err.toString()).isZero();

    assertThat(out)
        .hasToString(
            "created default/support/refund-asked/many-refunds (revision 1): fires when the true"
                + " rate over 1 h rises by 20 % or more, significant at 99.5 % in 3 evaluations in"
                + " a row, with at least 50 labels in each hour; then silent for 1 h\n");
  }

  @Test
  void theHostedCommandLinesWordsAreTaken() {
    assertThat(
            run(
                "signals",
                "alerts",
                "create",
                "support/refund-asked",
                "--alert",
                "few",
                "--metric",
                "true_rate",
                "--comparison",
                "pct_change",
                "--operator",
                "lte",
                "--threshold",
                "-20",
                "--window",
                "1h",
                "--min-label-count",
                "5"))
        .as(err.toString())
        .isZero();

    assertThat(out.toString())
        .contains("falls by 20 % or more")
        .contains("  warning: true is a negative outcome, and this fires when there is little");
  }

  @Test
  void aComparisonIsNeverGuessed() {
    assertThat(
            run(
                "alert",
                "create",
                "support/refund-asked",
                "--name",
                "x",
                "--metric",
                "true_rate",
                "--fires",
                "at or above 0.3",
                "--window",
                "1h"))
        .isEqualTo(1);

    assertThat(err.toString()).contains("comparison: missing");
  }

  @Test
  void aCountAsksForADirectionOrAYes() {
    String[] volume = {
      "alert",
      "create",
      "support/refund-asked",
      "--name",
      "Volume",
      "--metric",
      "label_volume",
      "--comparison",
      "absolute",
      "--threshold",
      "100",
      "--window",
      "1h"
    };

    assertThat(run(volume)).isEqualTo(1);
    assertThat(err.toString()).contains("nobody can tell which way is bad").contains("--yes");
    forget();
    List<String> sure = new ArrayList<>(List.of(volume));
    sure.add("--yes");
    assertThat(run(sure.toArray(String[]::new))).isZero();

    assertThat(out.toString()).contains("is at or above 100");
  }

  @Test
  void anEditShowsTheDifferenceAndKeepsTheRest() {
    create();
    forget();

    assertThat(run("alert", "edit", ALERT, "--fires", "rises by 30", "--no-notify-recovery"))
        .as(err.toString())
        .isZero();

    assertThat(out.toString())
        .startsWith("changed default/support/refund-asked/many-refunds (revision 2): ")
        .contains("with at least 50 labels")
        .endsWith("  fires: rises by 20 → rises by 30\n  notifyRecovery: true → false\n");
  }

  @Test
  void anAlertIsShownListedAndMoved() {
    create();
    forget();

    assertThat(run("alert", "get", ALERT)).isZero();
    assertThat(run("alert", "disable", ALERT)).isZero();
    assertThat(run("alert", "enable", "default/" + ALERT)).isZero();
    assertThat(run("alert", "archive", ALERT)).isZero();
    assertThat(run("alert", "list")).isZero();
    assertThat(run("alert", "unarchive", ALERT, "--json")).isZero();

    assertThat(out.toString())
        .contains("  notifies  slack:#support, email\n")
        .contains("(revision 2)")
        .contains("; switched off\n  enabled: true → false\n")
        .contains("(revision 4, archived)")
        .contains("no alerts\n")
        .contains("\"archived\":false");
  }

  @Test
  void statesAreShownForOneAndForAll() {
    create();
    TERMINAL.api.alerts.states.put(SomeAlerts.ID, SomeAlerts.firing(ServedApi.NOON));
    TERMINAL.api.alerts.events.add(SomeAlerts.fired("e1", ServedApi.NOON, true));
    forget();

    assertThat(run("alert", "state", ALERT)).as(err.toString()).isZero();
    assertThat(run("alert", "state")).isZero();

    assertThat(out.toString())
        .contains("default/support/refund-asked/many-refunds: firing\n")
        .contains("  observed  +40 %, 95 % interval 33.0 % to 52.0 %\n")
        .contains("  labels    100, coverage 80.0 %\n")
        .contains("  held      the judge openai")
        .contains("  fired     1 time in 7 days, last at 2026-01-01T11:53:00Z\n")
        .contains("firing  2026-01-01T11:53:00Z  +40 %     100     1\n");
  }

  @Test
  void eventsAndTheirDeliveriesAreShown() {
    create();
    TERMINAL.api.alerts.events.add(SomeAlerts.fired("e1", ServedApi.NOON, true));
    TERMINAL.api.alerts.deliveries.add(SomeAlerts.failed("e1", ServedApi.NOON));
    forget();

    assertThat(run("alert", "events", ALERT, "--limit", "5")).as(err.toString()).isZero();
    assertThat(run("alert", "events")).isZero();
    assertThat(run("alert", "deliveries", ALERT, "e1")).isZero();
    assertThat(run("alert", "events", "--limit", "201")).isEqualTo(2);

    assertThat(out.toString())
        .contains("2026-01-01T12:00:00Z  default/support/refund-asked/many-refunds  fired   +40 %")
        .contains("  slack:#support: failed in 4 attempts, channel_not_found\n");
  }

  @Test
  void aTestSaysWhatBecameOfEachChannel() {
    create();
    TERMINAL.api.alerts.silent.add("email");
    forget();

    assertThat(run("alert", "test", ALERT)).as(err.toString()).isZero();

    assertThat(out.toString())
        .contains("  slack:#support: delivered\n")
        .contains("  email: nothing yet");
  }

  @Test
  void anAlertIsMutedAndUnmuted() {
    create();
    run("member", "add", "ada", "--address", "ada@example.com");
    forget();

    assertThat(run("alert", "mute", ALERT, "--member", "ada", "--for", "2h")).isZero();
    assertThat(run("alert", "unmute", ALERT)).isZero();

    assertThat(out.toString().lines().toList())
        .satisfiesExactly(
            head -> assertThat(head).startsWith("MEMBER"),
            muted -> assertThat(muted).endsWith("default/" + ALERT + " until 2026-01-01T14:00:00Z"),
            head -> assertThat(head).startsWith("MEMBER"),
            unmuted -> assertThat(unmuted).endsWith("nothing"));
  }

  @Test
  void membersAreAddedShownAndSentOverviews() {
    assertThat(run("members", "add", "ada", "--address", "a@b", "--role", "owner")).isZero();
    assertThat(run("member", "overview", "ada", "--at", "07:30", "--zone", "Europe/Berlin"))
        .isZero();
    assertThat(run("member", "list")).isZero();
    assertThat(run("member", "overview", "ada", "--off")).isZero();
    assertThat(run("member", "overview", "ada", "--off", "--at", "07:30")).isEqualTo(2);
    assertThat(run("member", "remove", "ada")).isZero();
    assertThat(run("member", "get", "ada")).isEqualTo(1);

    assertThat(out.toString())
        .contains("ada <a@b>, owner\n")
        .contains("ada     a@b      owner  07:30 Europe/Berlin  nothing\n")
        .contains("  overview  none\n")
        .endsWith("removed ada\n");
    assertThat(err.toString()).contains("no member ada in project default");
  }

  @Test
  void aBacktestIsDrawn() throws IOException {
    run(
        "alert",
        "create",
        "support/refund-asked",
        "--name",
        "Many refunds",
        "--metric",
        "true_rate",
        "--comparison",
        "absolute",
        "--fires",
        "at or above 0.4",
        "--window",
        "1h");
    forget();
    environment.put("COLUMNS", "72");

    assertThat(run("alert", "backtest", ALERT, "--days", "3")).as(err.toString()).isZero();

    assertThat(out).hasToString(golden("/goldens/backtest.txt"));
  }

  @Test
  void aDraftIsBacktestedFromItsFile() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("draft.yaml"),
            """
            kind: alert
            agent: support
            signal: refund-asked
            alert: draft
            metric: true_rate
            comparison: percentage_points
            fires: by 5
            window: 1h
            """);

    JsonNode report = json("alert", "backtest", "--file", file.toString(), "--days", "1");
    assertThat(run("alert", "backtest")).isEqualTo(2);
    assertThat(run("alert", "backtest", ALERT, "--days", "31")).isEqualTo(2);

    assertThat(report.at("/alert/fires").asText()).isEqualTo("rises by 5");
    assertThat(report.at("/counts/windows").asInt())
        .isEqualTo((int) Duration.ofDays(1).toMinutes() + 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alert create",
        "alert edit",
        "alert list",
        "alert get",
        "alert enable",
        "alert disable",
        "alert archive",
        "alert unarchive",
        "alert state",
        "alert events",
        "alert deliveries",
        "alert test",
        "alert mute",
        "alert unmute",
        "alert backtest",
        "member add",
        "member list",
        "member get",
        "member remove",
        "member overview"
      })
  void everyVerbHasAHelpWithOneExample(String verb) {
    assertThat(run((verb + " --help").split(" ", -1))).isZero();

    assertThat(out.toString().split("Example:", -1)).hasSize(2);
    assertThat(out.toString()).contains("./telltale " + verb).contains("--json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alert",
        "member",
        "alert create support/refund-asked",
        "alert create refund-asked --name x",
        "alert edit support/refund-asked/many-refunds",
        "alert get support/refund-asked",
        "alert edit support/refund-asked/many --operator gte",
        "alert edit support/refund-asked/many --threshold 5",
        "alert edit support/refund-asked/many --recovery low"
      })
  void wrongUsageEndsWithTwo(String line) {
    assertThat(run(line.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString()).isNotEmpty();
  }

  private int create() {
    return run(
        "alert",
        "create",
        "support/refund-asked",
        "--name",
        "Many refunds",
        "--metric",
        "true_rate",
        "--comparison",
        "percent_change",
        "--fires",
        "by 20",
        "--window",
        "1h",
        "--min-labels",
        "50",
        "--confidence",
        "99.5",
        "--cooldown",
        "1h",
        "--notify",
        "slack:#support,email");
  }

  private static String golden(String name) throws IOException {
    try (var in = AlertVerbsTest.class.getResourceAsStream(name)) {
      return in == null ? "" : new String(in.readAllBytes(), UTF_8);
    }
  }

  private JsonNode json(String... arguments) throws IOException {
    forget();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--json");
    assertThat(run(all.toArray(String[]::new))).as(err.toString()).isZero();
    return new ObjectMapper().readTree(out.toString());
  }

  private void forget() {
    out = new StringWriter();
    err = new StringWriter();
  }

  private int run(String... arguments) {
    return TERMINAL.run(out, err, arguments);
  }
}
