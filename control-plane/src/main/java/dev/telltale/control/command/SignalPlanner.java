// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.SignalDraft;
import dev.telltale.control.manifest.VersionDraft;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalStateChange;
import dev.telltale.schemas.signal.SignalVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Plans what a signal's document does; {@link SignalRules} says whether it may. Pure. */
final class SignalPlanner {
  /** The fields whose change makes a version, as manifests call them. */
  private static final Map<String, Function<SignalVersion, Object>> VERSIONED =
      new LinkedHashMap<>();

  static {
    VERSIONED.put("prompt", SignalVersion::getPrompt);
    VERSIONED.put("labels", SignalVersion::getLabels);
    VERSIONED.put("sentiments", SignalVersion::getSentiments);
    VERSIONED.put("sampleRate", SignalVersion::getSampleRate);
    VERSIONED.put("salt", SignalVersion::getSalt);
    VERSIONED.put("filter", SignalVersion::getFilter);
    VERSIONED.put("judge", SignalVersion::getJudge);
    VERSIONED.put("model", SignalVersion::getModel);
    VERSIONED.put("reads", SignalVersion::getOfflineReads);
    VERSIONED.put("examples", SignalVersion::getExamples);
    VERSIONED.put("confidence", SignalVersion::getConfidence);
    VERSIONED.put("checkPercent", SignalVersion::getCheckPercent);
    VERSIONED.put("distilled", SignalVersion::getHeadRun);
  }

  private SignalPlanner() {}

  /**
   * Plans a document.
   *
   * @param current the signal as it is, if there is one
   * @param head puts the distilled head that is wanted into a version
   */
  static PlannedSignal plan(
      SignalDraft draft,
      @Nullable SignalDefinition current,
      Author author,
      Consumer<SignalVersion.Builder> head) {
    return current == null ? create(draft, author, head) : change(draft, current, author, head);
  }

  private static PlannedSignal create(
      SignalDraft draft, Author author, Consumer<SignalVersion.Builder> head) {
    SignalDefinition definition =
        SignalDefinition.newBuilder()
            .setProject(author.project())
            .setAgent(draft.signal().agent())
            .setSignal(draft.signal().signal())
            .setName(draft.name())
            .setType(draft.type())
            .setScope(draft.scope())
            .setVersions(List.of(version(draft.version(), 1, author, author.at(), head)))
            .setStates(List.of(new SignalStateChange(draft.state(), author.at(), author.name())))
            .build();
    return new PlannedSignal(draft.place(), Change.CREATED, List.of(), null, definition);
  }

  private static PlannedSignal change(
      SignalDraft draft,
      SignalDefinition current,
      Author author,
      Consumer<SignalVersion.Builder> head) {
    SignalDefinition.Builder changed = SignalDefinition.newBuilder(current);
    List<String> fields = new ArrayList<>();
    SignalVersion last = new SignalHistory(current).version();
    SignalVersion next =
        version(
            draft.version(),
            last.getVersion() + 1,
            author,
            author.after(last.getCreatedAt()),
            head);
    fields.addAll(differences(last, next));
    if (!fields.isEmpty()) {
      changed.setVersions(plus(current.getVersions(), next));
    }
    if (!current.getName().equals(draft.name())) {
      changed.setName(draft.name());
      fields.add("name");
    }
    SignalStateChange state = current.getStates().get(current.getStates().size() - 1);
    if (state.getState() != draft.state()) {
      changed.setStates(
          plus(
              current.getStates(),
              new SignalStateChange(draft.state(), author.after(state.getAt()), author.name())));
      fields.add("state");
    }
    return fields.isEmpty()
        ? new PlannedSignal(draft.place(), Change.UNCHANGED, List.of(), current, current)
        : new PlannedSignal(
            draft.place(), Change.CHANGED, List.copyOf(fields), current, changed.build());
  }

  private static List<String> differences(SignalVersion before, SignalVersion after) {
    return VERSIONED.entrySet().stream()
        .filter(
            field -> !Objects.equals(field.getValue().apply(before), field.getValue().apply(after)))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static SignalVersion version(
      VersionDraft draft,
      int number,
      Author author,
      Instant at,
      Consumer<SignalVersion.Builder> head) {
    SignalVersion.Builder version =
        SignalVersion.newBuilder()
            .setVersion(number)
            .setPrompt(draft.prompt())
            .setLabels(draft.labels())
            .setSentiments(draft.sentiments())
            .setSampleRate(draft.sampleRate())
            .setSalt(draft.salt())
            .setFilter(draft.filter())
            .setJudge(draft.judge())
            .setModel(draft.model())
            .setOfflineReads(draft.reads())
            .setExamples(draft.examples())
            .setCreatedAt(at)
            .setAuthor(author.name());
    VersionDraft.Cascade cascade = draft.cascade();
    if (cascade != null) {
      version.setConfidence(cascade.confidence());
      version.setCheckPercent(cascade.checkPercent());
    }
    head.accept(version);
    return version.build();
  }

  private static <T> List<T> plus(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list);
    longer.add(last);
    return longer;
  }
}
