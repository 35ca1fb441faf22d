// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import dev.telltale.schemas.label.Label;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/**
 * The demo's last part: a signal that nobody had thought of while the traffic ran gets labels for
 * all of it, by the commands that anybody would type.
 */
final class LookingBack {
  private static final String SIGNAL = "frustrated-sessions";
  private static final Duration BY_THE_MINUTE = Duration.ofHours(6);

  private final Map<String, String> environment;
  private final String agent;
  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * Makes one.
   *
   * @param api where the control plane answers
   * @param out for what people asked to see
   * @param err for progress and faults
   */
  LookingBack(URI api, String agent, PrintWriter out, PrintWriter err) {
    this.environment = Map.of("TELLTALE_API_URL", api.toString());
    this.agent = agent;
    this.out = out;
    this.err = err;
  }

  /**
   * Does it; nothing without a verdict.
   *
   * @param verdicts of the signals that were there, on the same traffic
   * @return the command that failed, if one did
   */
  Optional<String> show(Collection<Label> verdicts) {
    Optional<Instant> first =
        verdicts.stream().map(Label::getTargetStart).min(Comparator.naturalOrder());
    if (first.isEmpty()) {
      return Optional.empty();
    }
    Instant last =
        verdicts.stream().map(Label::getTargetStart).max(Comparator.naturalOrder()).get();
    boolean isShort = Duration.between(first.get(), last).compareTo(BY_THE_MINUTE) <= 0;
    String from = first.get().toString();
    String to = last.plus(Duration.ofMinutes(1)).toString();
    String signal = agent + '/' + SIGNAL;
    out.println();
    out.println("Labels for what was there before its signal (a backfill), and their chart:");
    return run(
            new PrintWriter(Writer.nullWriter()),
            List.of(
                "signal",
                "create",
                "--agent-id",
                agent,
                "--signal",
                SIGNAL,
                "--template",
                "user-frustration",
                "--scope",
                "session"))
        .or(
            () ->
                run(
                    out,
                    List.of(
                        "run",
                        "create",
                        signal,
                        "--from",
                        from,
                        "--to",
                        to,
                        "--sample-rate",
                        "100",
                        "--yes")))
        .or(
            () ->
                run(
                    out,
                    List.of(
                        "signal",
                        "distribution",
                        signal,
                        "--from",
                        from,
                        "--to",
                        to,
                        "--bucket",
                        isShort ? "minute" : "day")));
  }

  private Optional<String> run(PrintWriter answer, List<String> words) {
    String line = String.join(" ", words);
    out.println("$ ./telltale " + line);
    out.flush();
    int code =
        Telltale.commandLine(environment)
            .setOut(answer)
            .setErr(err)
            .execute(words.toArray(String[]::new));
    return code == CommandLine.ExitCode.OK ? Optional.empty() : Optional.of(line);
  }
}
