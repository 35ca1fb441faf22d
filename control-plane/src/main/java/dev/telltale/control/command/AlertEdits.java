// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.AlertDraft;
import dev.telltale.control.manifest.Drafts;
import dev.telltale.control.manifest.ManifestReader;
import dev.telltale.control.manifest.SignalName;
import dev.telltale.schemas.alert.AlertId;
import dev.telltale.schemas.alert.AlertRule;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Changes one alert at a time, by the rules of {@link Apply} and one after the other with it. May
 * be called from any thread.
 *
 * <p>Each change throws {@link UnknownNameException} when there is no such alert, {@link
 * ConflictException} when it is not as the caller thinks, and {@link DefinitionLogException} when
 * the log could not be written, or not read back.
 */
public final class AlertEdits {
  private final Apply apply;
  private final ManifestReader reader;

  AlertEdits(Apply apply, ManifestReader reader) {
    this.apply = apply;
    this.reader = reader;
  }

  /**
   * Who wants a change, and how sure they are.
   *
   * @param project the project whose alert it is
   * @param author the name of whoever does it, for the history; null for nobody in particular
   * @param dryRun only says what would happen
   * @param expectedRevision the revision that the alert has, as far as they know
   * @param confirmed whether they know what an outcome means that is neither good nor bad
   */
  public record Wish(
      String project,
      @Nullable String author,
      boolean dryRun,
      OptionalInt expectedRevision,
      boolean confirmed) {}

  /** Makes an alert of the fields of a manifest. */
  public ApplyResult create(Wish wish, Map<String, @Nullable Object> fields) {
    return apply.change(
        wish.project(),
        wish.author(),
        List.of(),
        current ->
            refuseExisting(reader.createdAlert(fields, wish.confirmed()), wish.project(), current),
        wish.dryRun());
  }

  /** What an alert of those fields would be, whether there is one of its name or not. */
  public ApplyResult drafted(Wish wish, Map<String, @Nullable Object> fields) {
    return apply.change(
        wish.project(),
        wish.author(),
        List.of(),
        current -> reader.createdAlert(fields, wish.confirmed()),
        true);
  }

  /** Changes some fields of an alert, which makes its next revision unless nothing differs. */
  public ApplyResult edit(Wish wish, AlertId alert, Map<String, @Nullable Object> changes) {
    return apply.change(
        wish.project(),
        wish.author(),
        List.of(),
        current -> reader.editedAlert(expected(wish, alert, current), changes, wish.confirmed()),
        wish.dryRun());
  }

  /** Takes an alert a step on; nothing is written when it is there already. */
  public ApplyResult move(Wish wish, AlertId alert, AlertMove move) {
    return apply.change(
        wish.project(),
        wish.author(),
        List.of(),
        current -> moved(expected(wish, alert, current), move),
        wish.dryRun());
  }

  private static Drafts refuseExisting(Drafts drafts, String project, Definitions current) {
    drafts.inOrder().stream()
        .filter(AlertDraft.class::isInstance)
        .map(AlertDraft.class::cast)
        .forEach(
            draft -> {
              AlertRule there =
                  current.alerts().get(new AlertId(draft.signal().in(project), draft.alert()));
              if (there != null) {
                throw new ConflictException(
                    draft.title()
                        + " exists already"
                        + (there.getArchived() ? " and is archived (unarchive it" : " (edit it")
                        + ", or choose another name)");
              }
            });
    return drafts;
  }

  private static Drafts moved(AlertRule current, AlertMove move) {
    if (move == AlertMove.UNARCHIVE && !current.getArchived()) {
      throw new ConflictException(title(current) + " is not archived");
    }
    if (move == AlertMove.ENABLE && current.getArchived()) {
      throw new ConflictException(title(current) + " is archived (unarchive it first)");
    }
    boolean archived = move.archived() || (move == AlertMove.DISABLE && current.getArchived());
    return new Drafts(
        List.of(AlertDraft.of(current, move.enabled(), archived)), List.of(), Set.of());
  }

  private static AlertRule expected(Wish wish, AlertId alert, Definitions current) {
    AlertRule there = current.alert(alert);
    int revision = there.getRevision();
    if (wish.expectedRevision().isPresent() && wish.expectedRevision().getAsInt() != revision) {
      throw new ConflictException(
          title(there)
              + " is at revision "
              + revision
              + ", not "
              + wish.expectedRevision().getAsInt()
              + ": somebody has edited it in between (look at it, then expect revision "
              + revision
              + ")");
    }
    return there;
  }

  private static String title(AlertRule rule) {
    return new SignalName(rule.getAgent(), rule.getSignal()) + "/" + rule.getAlert();
  }
}
