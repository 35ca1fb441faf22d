// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Follows a run that goes on by itself, and tells how far it is; whoever stops the process stops
 * only the telling. One thread at a time.
 */
final class RunFollow {
  private final Api api;
  private final PrintWriter err;
  private final Duration interval;
  private final Duration timeout;
  private String told = "";

  /**
   * Makes one.
   *
   * @param interval between two looks
   * @param timeout after which it gives up, and the run goes on
   */
  RunFollow(Api api, PrintWriter err, Duration interval, Duration timeout) {
    this.api = api;
    this.err = err;
    this.interval = interval;
    this.timeout = timeout;
  }

  /**
   * Waits.
   *
   * @param asked the run as it was answered at first
   * @return the run as it is in the end
   * @throws CommandFailure when it does not come to a good end, or not in time
   */
  JsonNode untilItEnds(JsonNode asked) throws CommandFailure {
    String id = asked.path("id").asText();
    Thread onStop = new Thread(() -> say(goesOn(id)), "run-goes-on");
    Runtime.getRuntime().addShutdownHook(onStop);
    try {
      return follow(id, asked);
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(onStop);
      } catch (IllegalStateException e) {
        // The process is being stopped, and the hook is at work.
        told = "";
      }
    }
  }

  private JsonNode follow(String id, JsonNode asked) throws CommandFailure {
    long until = System.nanoTime() + timeout.toNanos();
    JsonNode run = asked;
    while (isUnderWay(run)) {
      tell(run);
      if (System.nanoTime() > until) {
        throw new CommandFailure(
            "the run is "
                + run.path("state").asText()
                + " after "
                + timeout.toSeconds()
                + " s; "
                + goesOn(id),
            run);
      }
      pause();
      run = api.get("/api/v1/runs/" + Api.encoded(id));
    }
    String state = run.path("state").asText();
    if (!state.equals("completed")) {
      String detail = run.path("detail").asText();
      throw new CommandFailure(
          "the run is "
              + state
              + (detail.isEmpty() ? "" : ": " + detail)
              + " (./telltale run resume "
              + id
              + " has it go on)",
          run);
    }
    return run;
  }

  private static boolean isUnderWay(JsonNode run) {
    String state = run.path("state").asText();
    return state.equals("pending") || state.equals("running");
  }

  private void tell(JsonNode run) {
    String text =
        run.path("state").asText().equals("pending")
            ? "pending: " + run.path("detail").asText("no classifier has taken it up yet")
            : RunText.progress(run.path("counts"));
    for (JsonNode role : run.path("missing")) {
      text += "; no " + role.asText() + " is running";
    }
    if (!text.equals(told)) {
      told = text;
      say(text);
    }
  }

  private static String goesOn(String id) {
    return "the run goes on: ./telltale run poll "
        + id
        + " follows it, ./telltale run cancel "
        + id
        + " ends it";
  }

  private void say(String text) {
    err.println(text);
    err.flush();
  }

  private void pause() throws CommandFailure {
    try {
      TimeUnit.MILLISECONDS.sleep(interval.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted while following the run");
    }
  }
}
