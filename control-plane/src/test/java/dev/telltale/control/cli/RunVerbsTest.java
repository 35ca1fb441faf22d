// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RunVerbsTest {
  private static final Terminal TERMINAL = new Terminal();
  private static final String CANCELLED = "0b6f3c5e-1f5e-4f0c-9d8e-2f6f5b7a9c02";

  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @AfterAll
  static void stop() {
    TERMINAL.close();
  }

  @BeforeEach
  void serve() {
    TERMINAL.reset();
    assertThat(
            run(
                "signal",
                "create",
                "--agent-id",
                "support",
                "--template",
                "user-frustration",
                "--sample-rate",
                "25"))
        .isZero();
  }

  @Test
  void anEstimateIsShownAndNothingIsStarted() {
    assertThat(run("run", "create", "user-frustration", "--from", "2025-12-01", "--estimate"))
        .isZero();

    assertThat(out.toString())
        .contains("default/support/user-frustration, version 1: traces that start from 2025-12-01T")
        .contains("2 match, 2 in the sample of 25 %, 0 of them labelled by version 1 already")
        .contains("2 to judge: about 1,624 tokens in, 62 out, 0.0008 USD");
    assertThat(listed("backfill")).isEqualTo(1);
  }

  @Test
  void withoutATerminalAndWithoutAYesNothingIsStarted() {
    assertThat(run("run", "create", "user-frustration", "--from", "2025-12-01")).isEqualTo(1);
    assertThat(err.toString())
        .contains("2 to judge")
        .contains("nothing was started: there is no terminal to ask on (--yes goes on");

    TERMINAL.answer = Optional.of(false);
    assertThat(run("run", "create", "user-frustration", "--from", "2025-12-01")).isEqualTo(1);
    assertThat(err.toString()).contains("telltale: nothing was started\n");
    assertThat(listed("backfill")).isEqualTo(1);
  }

  @Test
  void whoSaysYesStartsABackfillOfWhatWasEstimated() throws IOException {
    TERMINAL.answer = Optional.of(true);
    assertThat(
            run(
                "signal",
                "run",
                "create",
                "support/user-frustration",
                "--from",
                "2025-12-01",
                "--to",
                "2025-12-08T00:00:00Z",
                "--sample-rate",
                "12.5",
                "--relabel",
                "--detach",
                "--json"))
        .isZero();

    JsonNode run = new ObjectMapper().readTree(out.toString());
    assertThat(run.path("kind").asText()).isEqualTo("backfill");
    assertThat(run.path("sampleRate").asDouble()).isEqualTo(12.5);
    assertThat(run.path("to").asText()).isEqualTo("2025-12-08T00:00:00Z");
    assertThat(run.path("relabel").asBoolean()).isTrue();
    assertThat(run.has("distribution")).isFalse();
    assertThat(listed("backfill")).isEqualTo(2);
  }

  @Test
  void whoFollowsARunIsToldItsEnd() {
    assertThat(run("run", "create", "user-frustration", "--from", "2025-12-01", "-y")).isEqualTo(1);

    // The run in memory is one that somebody cancels at once.
    assertThat(err.toString()).contains("the run is cancelled", "./telltale run resume ");
  }

  @Test
  void aRunIsShownListedResumedAndCancelled() {
    assertThat(run("run", "get", CANCELLED)).isZero();
    assertThat(out.toString())
        .contains("backfill " + CANCELLED + ": cancelled")
        .contains("2 looked at, 2 in the sample, 0 labelled before; 2 asked: 1 labelled, 1 failed");

    assertThat(run("signals", "run", "list", "refund-asked")).isZero();
    assertThat(out.toString()).contains(CANCELLED, "cancelled");
    assertThat(run("run", "list", "nobody/knows")).isZero();
    assertThat(out.toString()).startsWith("no runs (");

    assertThat(run("run", "resume", CANCELLED)).isZero();
    assertThat(out.toString()).contains(CANCELLED + ": pending");
    assertThat(run("run", "resume", CANCELLED)).isEqualTo(1);
    assertThat(err.toString()).contains("is pending (expected: cancelled or failed)");
    assertThat(run("run", "poll", CANCELLED, "--timeout", "1", "--interval", "1")).isEqualTo(1);
    assertThat(err.toString())
        .contains("the run is pending after 1 s; the run goes on: ./telltale run poll ");
    assertThat(run("run", "cancel", CANCELLED)).isZero();
  }

  @Test
  void whatMakesNoSenseIsToldWithWhatDoes() {
    assertThat(run("run", "create", "user-frustration")).isEqualTo(2);
    assertThat(err.toString()).contains("--from");
    assertThat(run("run", "create", "user-frustration", "--from", "noon")).isEqualTo(2);
    assertThat(err.toString()).contains("--from: noon (expected: such as 2026-03-01");
    assertThat(run("run", "create", "s", "--from", "2025-12-01", "--sample-rate", "0"))
        .isEqualTo(2);
    assertThat(run("run", "create", "s", "--from", "2025-12-01", "--relabel", "--skipped"))
        .isEqualTo(2);
    assertThat(run("run", "create", "user-frustration", "--from", "2999-01-01")).isEqualTo(1);
    assertThat(err.toString()).contains("from: 2999-01-01T00:00:00Z (expected: before now");
    assertThat(
            run("run", "create", "user-frustration", "--from", "2025-12-02", "--to", "2025-12-01"))
        .isEqualTo(1);
    assertThat(err.toString()).contains("expected: after from");
    assertThat(run("run", "list", "--kind", "nonsense")).isEqualTo(1);
    assertThat(err.toString()).contains("expected: backfill, preview");
    assertThat(run("run", "get", "nothing")).isEqualTo(1);
    assertThat(err.toString()).contains("no run nothing");
  }

  private int listed(String kind) {
    assertThat(run("run", "list", "--kind", kind, "--json")).isZero();
    try {
      return new ObjectMapper().readTree(out.toString()).path("runs").size();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    return TERMINAL.run(out, err, arguments);
  }
}
