// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.SignalDraft;
import dev.telltale.control.manifest.VersionDraft;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalType;
import dev.telltale.schemas.signal.SignalVersion;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts the head that a document names into its version. A run's progress is not kept for ever, so a
 * head that the signal has already is taken from there.
 */
record HeadChoice(DistilledHeads heads) {
  /** Below it a head says little more than chance does. */
  private static final double LEAST_KAPPA = 0.3;

  /**
   * Sets the head.
   *
   * @param version is given it
   * @param current the signal as it is, if there is one
   * @param refused is told why a head cannot be taken
   */
  void choose(
      SignalDraft draft,
      @Nullable SignalDefinition current,
      Author author,
      SignalVersion.Builder version,
      Consumer<String> refused) {
    VersionDraft.Distilled wanted = draft.version().distilled();
    if (wanted == null) {
      return;
    }
    List<String> outcomes =
        draft.type() == SignalType.BINARY ? List.of() : draft.version().labels();
    if (current != null) {
      for (SignalVersion earlier : current.getVersions()) {
        boolean same = earlier.getHeadRun().filter(wanted.run()::equals).isPresent();
        if (same && earlier.getLabels().equals(outcomes)) {
          version.setHead(earlier.getHead().orElse(null));
          version.setHeadRun(wanted.run());
          version.setOfflineReads(earlier.getOfflineReads());
          return;
        }
      }
    }
    SignalKey key =
        new SignalKey(author.project(), draft.signal().agent(), draft.signal().signal());
    DistilledHeads.Distilled found =
        heads.of(wanted.run()).filter(head -> head.signal().equals(key)).orElse(null);
    if (found == null) {
      refused.accept(
          wanted.run()
              + " is no run that has distilled a head for "
              + draft.signal()
              + " (expected: the run that signal distill names)");
    } else if (current == null || !knows(current, found.version(), outcomes)) {
      refused.accept(wanted.run() + " was distilled for other outcomes (expected: signal distill)");
    } else if (kappa(found) < LEAST_KAPPA && !wanted.force()) {
      refused.accept(
          String.format(
              Locale.ROOT,
              "%s agrees too little: kappa %.2f on %d held-out labels (expected: %.1f or more, or"
                  + " force)",
              wanted.run(),
              kappa(found),
              found.agreement().getCompared(),
              LEAST_KAPPA));
    } else {
      version.setHead(found.head());
      version.setHeadRun(wanted.run());
      version.setOfflineReads(found.reads());
    }
  }

  private static boolean knows(SignalDefinition signal, int version, List<String> outcomes) {
    return new SignalHistory(signal)
        .version(version)
        .filter(trained -> trained.getLabels().equals(outcomes))
        .isPresent();
  }

  /** Where chance alone explains all, nothing was learned. */
  private static double kappa(DistilledHeads.Distilled head) {
    return head.agreement().getKappa().orElse(0.0);
  }
}
