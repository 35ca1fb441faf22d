// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.classifier.dispatch;

import dev.telltale.classifier.registry.Signals;
import dev.telltale.classifier.sample.Sampling;
import dev.telltale.schemas.judge.OpenSignal;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.signal.SignalKey;
import dev.telltale.schemas.signal.SignalVersion;
import dev.telltale.schemas.signal.TargetFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which signals judge a target: the agent's, of its scope, active when it closed, whose filter it
 * passes, by sample.
 */
final class Selection {
  private static final Logger LOGGER = LoggerFactory.getLogger(Selection.class);

  private final DispatchMetrics metrics;
  private final Map<String, TargetFilter> filters = new HashMap<>();

  Selection(DispatchMetrics metrics) {
    this.metrics = metrics;
  }

  List<OpenSignal> of(Target target, Signals signals) {
    List<OpenSignal> selected = new ArrayList<>();
    for (SignalHistory signal : signals.of(target.project(), target.agent(), target.scope())) {
      Optional<SignalVersion> version = signal.activeAt(target.closed());
      if (version.isPresent()
          && passes(target, signal, version.get())
          && sampled(target, signal, version.get())) {
        selected.add(
            new OpenSignal(
                signal.definition().getSignal(),
                version.get().getVersion(),
                version.get().getSampleRate()));
      }
    }
    return selected;
  }

  private boolean passes(Target target, SignalHistory signal, SignalVersion version) {
    if (version.getFilter().isEmpty()) {
      return true;
    }
    try {
      boolean passes =
          filters
              .computeIfAbsent(version.getFilter().get(), TargetFilter::compile)
              .matches(target.variables());
      if (!passes) {
        metrics.notSelected("filter");
      }
      return passes;
    } catch (IllegalStateException | IllegalArgumentException e) {
      metrics.notSelected("filter_error");
      LOGGER
          .atDebug()
          .addKeyValue("signal", signal.definition().getSignal())
          .addKeyValue("targetId", target.targetId())
          .addKeyValue("error", e.getMessage())
          .log("filter fails on a target");
      return false;
    }
  }

  private boolean sampled(Target target, SignalHistory signal, SignalVersion version) {
    String salt = version.getSalt().orElseGet(() -> SignalKey.of(signal.definition()).text());
    boolean kept = Sampling.keeps(salt, target.targetId(), version.getSampleRate());
    if (!kept) {
      metrics.notSelected("sample");
    }
    return kept;
  }
}
