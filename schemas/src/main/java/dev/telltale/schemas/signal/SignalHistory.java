// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.signal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a signal was at a moment. A change takes effect {@link #SETTLES_AFTER} it was written, so
 * that every dispatcher has read it by then and all of them decide alike.
 */
public record SignalHistory(SignalDefinition definition) {
  /** From the moment a change is written to the moment it holds. */
  public static final Duration SETTLES_AFTER = Duration.ofSeconds(10);

  /**
   * From this probability on a cascade's offline judge is sure, unless its version says else: where
   * 95 % of the labels on the bundled conversations are still the language model's.
   */
  public static final double DEFAULT_CONFIDENCE = 0.9;

  /** Refuses a definition without a version or a state. */
  public SignalHistory {
    if (definition.getVersions().isEmpty() || definition.getStates().isEmpty()) {
      throw new IllegalArgumentException(
          "signal " + definition.getSignal() + ": no version or state (expected: 1 or more)");
    }
  }

  /** The newest version. */
  public SignalVersion version() {
    return last(definition.getVersions());
  }

  /** The newest state. */
  public SignalState state() {
    return last(definition.getStates()).getState();
  }

  /** The version of that number. */
  public Optional<SignalVersion> version(int number) {
    return definition.getVersions().stream()
        .filter(version -> version.getVersion() == number)
        .findFirst();
  }

  /**
   * The version that judges a target closed at that time; empty when the signal was not active
   * then.
   */
  public Optional<SignalVersion> activeAt(Instant closed) {
    return stateAt(closed) == SignalState.ACTIVE ? versionAt(closed) : Optional.empty();
  }

  /** The state that held for a target closed at that time; a draft before there was any. */
  public SignalState stateAt(Instant closed) {
    Instant written = closed.minus(SETTLES_AFTER);
    SignalState state = SignalState.DRAFT;
    for (SignalStateChange change : definition.getStates()) {
      if (!change.getAt().isAfter(written)) {
        state = change.getState();
      }
    }
    return state;
  }

  /** The version that held for a target closed at that time; empty before there was any. */
  public Optional<SignalVersion> versionAt(Instant closed) {
    Instant written = closed.minus(SETTLES_AFTER);
    Optional<SignalVersion> version = Optional.empty();
    for (SignalVersion candidate : definition.getVersions()) {
      if (!candidate.getCreatedAt().isAfter(written)) {
        version = Optional.of(candidate);
      }
    }
    return version;
  }

  /** The outcomes that a label may have. */
  public List<String> outcomes(SignalVersion version) {
    return definition.getType() == SignalType.BINARY
        ? List.of("true", "false")
        : version.getLabels();
  }

  /** The probability from which on a cascade's offline judge is sure. */
  public static double confidence(SignalVersion version) {
    return version.getConfidence().orElse(DEFAULT_CONFIDENCE);
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }
}
