// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.run;

import dev.telltale.control.command.Activation;
import dev.telltale.control.command.Definitions;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalState;
import dev.telltale.schemas.signal.SignalVersion;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which signal, and which version of it, a run is about. Pure.
 *
 * @param signal not archived
 * @param version one that somebody can judge
 */
record SignalChoice(SignalHistory signal, SignalVersion version) {
  private static final int NAMES_TOLD = 10;

  /**
   * Finds what somebody named.
   *
   * @param wanted {@code project/agent/signal}, {@code agent/signal}, or the name alone where only
   *     one agent has such a signal
   * @param number the version; null for the newest
   * @throws RunRefusedException when there is no such signal or version, or nobody can judge it
   */
  static SignalChoice of(
      String wanted,
      @Nullable Integer number,
      Definitions definitions,
      String project,
      Activation activation) {
    SignalHistory signal = signal(wanted, definitions, project);
    if (signal.state() == SignalState.ARCHIVED) {
      throw refused(RunRefusal.CONFLICT, "signal " + name(signal.definition()) + " is archived");
    }
    SignalVersion version = number == null ? signal.version() : version(signal, number);
    requireJudge(signal, version, activation);
    return new SignalChoice(signal, version);
  }

  /**
   * Another version of the same signal.
   *
   * @throws RunRefusedException when there is none, or nobody can judge it
   */
  SignalVersion another(int number, Activation activation) {
    SignalVersion another = version(signal, number);
    requireJudge(signal, another, activation);
    return another;
  }

  SignalDefinition definition() {
    return signal.definition();
  }

  /** The one signal that somebody means, archived or not. */
  static SignalHistory signal(String wanted, Definitions definitions, String project) {
    List<SignalDefinition> all = definitions.signalsOf(project);
    List<SignalDefinition> found =
        all.stream().filter(definition -> isNamed(definition, wanted)).toList();
    if (found.size() == 1) {
      return new SignalHistory(found.get(0));
    }
    throw found.isEmpty()
        ? refused(
            RunRefusal.UNKNOWN,
            "no signal " + wanted + " in project " + project + " (" + names(all) + ")")
        : refused(
            RunRefusal.INVALID,
            "signal " + wanted + " is ambiguous (expected: " + names(found) + ")");
  }

  private static boolean isNamed(SignalDefinition definition, String wanted) {
    return wanted.equals(SignalKey.of(definition).text())
        || wanted.equals(name(definition))
        || wanted.equals(definition.getSignal());
  }

  private static String names(List<SignalDefinition> definitions) {
    return definitions.isEmpty()
        ? "there are none yet"
        : definitions.stream()
                .limit(NAMES_TOLD)
                .map(SignalChoice::name)
                .collect(Collectors.joining(", ", "there: ", ""))
            + (definitions.size() > NAMES_TOLD ? ", …" : "");
  }

  private static String name(SignalDefinition definition) {
    return definition.getAgent() + '/' + definition.getSignal();
  }

  /** A version that is there, whether or not anybody can judge it. */
  static SignalVersion version(SignalHistory signal, int number) {
    int last = signal.version().getVersion();
    return signal
        .version(number)
        .orElseThrow(
            () ->
                refused(
                    RunRefusal.UNKNOWN,
                    "signal "
                        + name(signal.definition())
                        + " has no version "
                        + number
                        + " (expected: 1 to "
                        + last
                        + ")"));
  }

  private static void requireJudge(
      SignalHistory signal, SignalVersion version, Activation activation) {
    activation
        .refusal(signal, version)
        .ifPresent(
            why -> {
              throw refused(
                  RunRefusal.CONFLICT,
                  "nobody can judge version "
                      + version.getVersion()
                      + " of signal "
                      + name(signal.definition())
                      + ": "
                      + why.field()
                      + ": "
                      + why.message());
            });
  }

  private static RunRefusedException refused(RunRefusal reason, String message) {
    return new RunRefusedException(reason, message);
  }
}
