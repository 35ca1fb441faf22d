// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.config;

import dev.telltale.classifier.judge.Budget;
import dev.telltale.classifier.judge.Budgets;
import dev.telltale.classifier.judge.JudgeRules;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** From the judge's keys to its rules. */
final class JudgeSettings {
  private JudgeSettings() {}

  static JudgeRules rules(TelltaleConfig.Judge judge) {
    return new JudgeRules(judge.joint(), judge.probeEvery(), budgets(judge.budgets()));
  }

  private static Budgets budgets(TelltaleConfig.Judge.Budgets keys) {
    Budget signal = named("each-signal", () -> budget(keys.eachSignal()));
    Budget project = named("each-project", () -> budget(keys.eachProject()));
    return new Budgets(
        signal,
        project,
        own("signals", keys.signals(), signal),
        own("projects", keys.projects(), project));
  }

  private static Budget named(String key, Supplier<Budget> budget) {
    try {
      return budget.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("budgets." + key + ": " + e.getMessage(), e);
    }
  }

  private static Budget budget(TelltaleConfig.Judge.Budget keys) {
    return new Budget(
        keys.callsPerHour(),
        keys.callsPerDay(),
        keys.callsPerMonth(),
        keys.usdPerHour(),
        keys.usdPerDay(),
        keys.usdPerMonth());
  }

  private static Map<String, Budget> own(
      String key, Map<String, TelltaleConfig.Judge.OwnBudget> keys, Budget others) {
    Map<String, Budget> budgets = new HashMap<>();
    keys.forEach(
        (name, own) -> budgets.put(name, named(key + '.' + name, () -> budget(own, others))));
    return budgets;
  }

  private static Budget budget(TelltaleConfig.Judge.OwnBudget own, Budget others) {
    return new Budget(
        own.callsPerHour().orElse(others.callsPerHour()),
        own.callsPerDay().orElse(others.callsPerDay()),
        own.callsPerMonth().orElse(others.callsPerMonth()),
        own.usdPerHour().orElse(others.usdPerHour()),
        own.usdPerDay().orElse(others.usdPerDay()),
        own.usdPerMonth().orElse(others.usdPerMonth()));
  }
}
