// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.canary;

import dev.telltale.control.command.Activation;
import dev.telltale.control.run.RunLog;
import dev.telltale.control.run.Runs;
import dev.telltale.control.watch.AlertLog;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.run.JudgeAgreement;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.run.RunProgress;
import dev.telltale.schemas.run.RunState;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Canaries without a broker, and runs of them. */
public final class SomeCanaries {
  static final SignalKey SIGNAL = new SignalKey("default", "support", "annoyed");
  static final String JUDGE = "openai/small";

  private SomeCanaries() {}

  /** Of which nothing is due by itself. Whatever signal it is, people have labelled 12 targets. */
  public static Canaries of(RunLog runs, AlertLog alerts, Runs.Book book, InstantSource time) {
    Labels labels = new Labels();
    IntStream.range(0, 12).forEach(i -> labels.people.add(said(i, "true")));
    return new Canaries(
        CanarySettings.defaults(),
        new Canaries.Logs(runs, alerts),
        labels,
        book,
        new Activation(true),
        () -> "canary-1",
        time,
        agreements -> {});
  }

  /** What people and a judge have said, of any signal. */
  static final class Labels implements SeenLabels {
    final List<Label> people = new ArrayList<>();
    Optional<JudgedBy> newest = Optional.empty();

    @Override
    public void catchUp() {}

    @Override
    public Collection<Label> people(SignalKey signal) {
      return people;
    }

    @Override
    public Optional<JudgedBy> newest(SignalKey signal) {
      return newest;
    }

    @Override
    public void close() {}
  }

  static Label said(int target, String value) {
    return Label.newBuilder()
        .setLabelId("label-" + target)
        .setProject(SIGNAL.project())
        .setAgent(SIGNAL.agent())
        .setSignal(SIGNAL.signal())
        .setVersion(1)
        .setType(SignalType.BINARY)
        .setScope(SignalScope.SESSION)
        .setTargetId("session-" + target)
        .setSessionId("session-" + target)
        .setRevision(1_700_000_000_000L)
        .setTargetStart(Instant.ofEpochSecond(1_700_000_000L))
        .setTargetEnd(Instant.ofEpochSecond(1_700_000_000L))
        .setOrigin(Origin.HUMAN)
        .setOutcome(Outcome.LABELLED)
        .setValue(value)
        .setJudgeProvider("human")
        .setJudgeModel("")
        .setDecidedAt(Instant.ofEpochSecond(1_700_000_000L + target))
        .build();
  }

  static Run run(String id, int version, Instant at) {
    return Run.newBuilder()
        .setRunId(id)
        .setKind(RunKind.CANARY)
        .setProject(SIGNAL.project())
        .setAgent(SIGNAL.agent())
        .setSignal(SIGNAL.signal())
        .setVersion(version)
        .setFrom(Instant.EPOCH)
        .setTo(at)
        .setSampleRate(100)
        .setRequestedAt(at)
        .build();
  }

  /**
   * One that has ended, over labels from 0 on.
   *
   * @param right one character a label: + the judge says the same, - it does not, and a blank for
   *     one that it was not asked about
   */
  static CanaryRun ended(String id, int version, Instant at, String judge, String right) {
    List<String> alike = labels(right, '+');
    List<String> unlike = labels(right, '-');
    return new CanaryRun(
        run(id, version, at),
        Optional.of(
            RunProgress.newBuilder()
                .setRunId(id)
                .setState(RunState.COMPLETED)
                .setSampled(alike.size() + unlike.size())
                .setMatched(alike.size() + unlike.size())
                .setAgreement(
                    JudgeAgreement.newBuilder()
                        .setTruth("human")
                        .setCompared(alike.size() + unlike.size())
                        .setAgreed(alike.size())
                        .setJudge(judge)
                        .build())
                .setAlike(alike)
                .setUnlike(unlike)
                .setAt(at.plusSeconds(60))
                .build()));
  }

  private static List<String> labels(String right, char sign) {
    return IntStream.range(0, right.length())
        .filter(i -> right.charAt(i) == sign)
        .mapToObj(i -> "label-" + i)
        .toList();
  }
}
