// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.bench;

import dev.telltale.control.command.HeadMaker;
import dev.telltale.control.manifest.AlertTimes;
import dev.telltale.control.manifest.Drafts;
import dev.telltale.control.manifest.ManifestFile;
import dev.telltale.control.manifest.ManifestReader;
import dev.telltale.control.manifest.SignalDraft;
import dev.telltale.control.manifest.Templates;
import dev.telltale.control.manifest.VersionDraft;
import dev.telltale.schemas.judge.JudgeRequest;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.judge.Transcript;
import dev.telltale.schemas.signal.JudgeKind;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalStateChange;
import dev.telltale.schemas.signal.SignalType;
import dev.telltale.schemas.signal.SignalVersion;
import java.time.Instant;
import java.util.List;

/** Signals as {@code apply} makes them of the bundled templates. */
public final class TemplateSignals {
  private TemplateSignals() {}

  /** The signal that a template alone makes, with everything sampled. */
  public static SignalHistory of(String template, JudgeKind judge) {
    return of(template, judge, HeadMaker.NONE);
  }

  /** The same for the offline judge, with its head, as the control plane writes it. */
  public static SignalHistory withHead(String template, HeadMaker maker) {
    return of(template, JudgeKind.OFFLINE, maker);
  }

  private static SignalHistory of(String template, JudgeKind judge, HeadMaker maker) {
    Drafts drafts =
        new ManifestReader(Templates.bundled(), new AlertTimes(false))
            .read(
                List.of(
                    new ManifestFile(
                        template,
                        "kind: signal\nagent: bench\nsignal: %s\ntemplate: %s\n"
                            .formatted(template, template))));
    if (!drafts.problems().isEmpty()) {
      throw new IllegalStateException("the template does not apply: " + drafts.problems());
    }
    SignalDraft draft = (SignalDraft) drafts.inOrder().get(0);
    VersionDraft version = draft.version();
    List<String> outcomes =
        draft.type() == SignalType.BINARY ? List.of("true", "false") : version.labels();
    return new SignalHistory(
        SignalDefinition.newBuilder()
            .setProject("bench")
            .setAgent("bench")
            .setSignal(template)
            .setName(draft.name())
            .setType(draft.type())
            .setScope(draft.scope())
            .setStates(List.of(new SignalStateChange(draft.state(), Instant.EPOCH, null)))
            .setVersions(
                List.of(
                    SignalVersion.newBuilder()
                        .setVersion(1)
                        .setPrompt(version.prompt())
                        .setLabels(version.labels())
                        .setSentiments(version.sentiments())
                        .setSampleRate(100)
                        .setJudge(judge)
                        .setExamples(version.examples())
                        .setOfflineReads(version.reads())
                        .setHead(
                            maker.head(outcomes, version.reads(), version.examples()).orElse(null))
                        .setCreatedAt(Instant.EPOCH)
                        .build()))
            .build());
  }

  /** A target of such a signal, with what was said in it. */
  public static JudgeRequest request(SignalHistory signal, String targetId, Transcript transcript) {
    return JudgeRequest.newBuilder()
        .setProject("bench")
        .setAgent("bench")
        .setScope(signal.definition().getScope())
        .setTargetId(targetId)
        .setRevision(1)
        .setTargetStart(Instant.EPOCH)
        .setTargetEnd(Instant.EPOCH)
        .setOrigin(Origin.PREVIEW)
        .setTranscript(transcript)
        .setSignals(List.of())
        .setDefinitionsOffset(0)
        .setRequestedAt(Instant.EPOCH)
        .build();
  }
}
