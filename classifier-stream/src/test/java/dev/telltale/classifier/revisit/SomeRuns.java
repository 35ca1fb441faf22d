// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.revisit;

import dev.telltale.classifier.TestSignals;
import dev.telltale.classifier.dispatch.Target;
import dev.telltale.classifier.registry.SignalCatalog;
import dev.telltale.classifier.registry.Signals;
import dev.telltale.schemas.judge.Origin;
import dev.telltale.schemas.label.Label;
import dev.telltale.schemas.label.Outcome;
import dev.telltale.schemas.run.Run;
import dev.telltale.schemas.run.RunKind;
import dev.telltale.schemas.signal.SignalDefinition;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalScope;
import dev.telltale.schemas.signal.SignalType;
import dev.telltale.schemas.signal.SignalVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Runs over sessions s-0, s-1, … of a past in memory, and labels of them. */
final class SomeRuns {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private SomeRuns() {}

  static Run.Builder run(RunKind kind) {
    return Run.newBuilder()
        .setRunId("r-1")
        .setKind(kind)
        .setProject("default")
        .setAgent("support")
        .setSignal("annoyed")
        .setVersion(1)
        .setFrom(NOON)
        .setTo(NOON.plusSeconds(3_600))
        .setSampleRate(100)
        .setRequestedAt(NOON.plusSeconds(7_200));
  }

  static Target session(int number) {
    Instant start = NOON.plusSeconds(number);
    return new Target(
        SignalScope.SESSION,
        "default",
        "support",
        "s-" + number,
        null,
        null,
        "s-" + number,
        start.plusSeconds(60),
        start,
        start.plusMillis(10),
        false,
        List::of,
        Map.of());
  }

  /** A verdict of the live judge on such a session. */
  static Label.Builder label(int number, Outcome outcome) {
    Target target = session(number);
    return Label.newBuilder()
        .setLabelId("l-" + number)
        .setProject("default")
        .setAgent("support")
        .setSignal("annoyed")
        .setVersion(1)
        .setType(SignalType.BINARY)
        .setScope(SignalScope.SESSION)
        .setTargetId(target.targetId())
        .setRevision(target.closed().toEpochMilli())
        .setTargetStart(target.start())
        .setTargetEnd(target.end())
        .setOrigin(Origin.LIVE)
        .setOutcome(outcome)
        .setDecidedAt(target.end());
  }

  static SignalCatalog catalog(SignalVersion.Builder version) {
    SignalDefinition signal =
        TestSignals.binary("support", "annoyed", SignalScope.SESSION, version);
    Signals signals = new Signals(Map.of(SignalKey.of(signal), signal), 1);
    return new SignalCatalog() {
      @Override
      public Signals asOf(Instant closed) {
        return signals;
      }

      @Override
      public Signals upTo(long offset) {
        return signals;
      }
    };
  }

  /** So many sessions in one partition. */
  static final class Sessions implements Past {
    private int count;

    Sessions(int count) {
      this.count = count;
    }

    void add(int more) {
      count += more;
    }

    @Override
    public List<Long> ends(SignalScope scope) {
      return List.of((long) count);
    }

    @Override
    public void all(
        Run run,
        SignalScope scope,
        List<Long> ends,
        Picking picking,
        BooleanSupplier stop,
        Consumer<Target> taker) {
      for (int number = (int) (long) ends.get(0) - 1; number >= 0; number--) {
        if (stop.getAsBoolean()) {
          return;
        }
        picking.offer("s-" + number, 1, List.of(session(number))).forEach(taker);
      }
    }
  }

  /** Labels in memory; what is read stays there for the next reader. */
  static final class Labels {
    private final List<Label> all = new ArrayList<>();
    private final List<Instant> times = new ArrayList<>();
    private final Deque<Runnable> each = new ArrayDeque<>();

    void add(Instant written, Label... labels) {
      for (Label label : labels) {
        all.add(label);
        times.add(written);
      }
    }

    /** Those of a run. */
    List<Label> ofRun(String run) {
      return all.stream()
          .filter(label -> label.getRunId().filter(run::equals).isPresent())
          .toList();
    }

    /** Something that happens while a reader waits, once. */
    void meanwhile(Runnable what) {
      each.add(what);
    }

    LabelStream open() {
      return new LabelStream() {
        private int at;

        @Override
        public void soFar(Taker taker, BooleanSupplier stop) {
          int end = all.size();
          IntStream.range(at, end).forEach(i -> taker.take(all.get(i), times.get(i)));
          at = end;
        }

        @Override
        public void next(Taker taker, Duration patience) {
          if (!patience.isZero() && !each.isEmpty()) {
            each.remove().run();
          }
          soFar(taker, () -> false);
        }

        @Override
        public void close() {}
      };
    }
  }
}
