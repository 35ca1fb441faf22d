// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.Drafts;
import dev.telltale.control.manifest.ManifestFile;
import dev.telltale.control.manifest.ManifestReader;
import dev.telltale.control.manifest.Problem;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes definitions be what manifests say, all of them or none. May be called from any thread; one
 * apply follows the other.
 */
public final class Apply {
  private static final Logger LOGGER = LoggerFactory.getLogger(Apply.class);

  private final ManifestReader reader;
  private final Planner planner;
  private final DefinitionLog log;
  private final InstantSource time;
  private final ControlMetrics metrics;

  /**
   * Makes the command.
   *
   * @param llmConfigured whether the judge has a language model, so that signals may ask for it
   */
  public Apply(
      ManifestReader reader,
      boolean llmConfigured,
      DefinitionLog log,
      InstantSource time,
      ControlMetrics metrics) {
    this.reader = reader;
    this.planner = new Planner(new Activation(llmConfigured));
    this.log = log;
    this.time = time;
    this.metrics = metrics;
  }

  /**
   * Applies manifests.
   *
   * @param project the project whose definitions they are
   * @param author the name of whoever does it, for the history; null for nobody in particular
   * @param dryRun only says what would happen
   * @throws DefinitionLogException when the log could not be written, or not read back
   */
  public ApplyResult apply(
      String project, @Nullable String author, List<ManifestFile> files, boolean dryRun) {
    ControlMetrics.Result result = ControlMetrics.Result.FAILED;
    try {
      Drafts drafts = reader.read(files);
      Plan plan = commit(drafts, project, author, dryRun);
      result = result(plan, dryRun);
      return result == ControlMetrics.Result.REFUSED
          ? new ApplyResult.Refused(Problem.asRead(files, plan.problems()))
          : new ApplyResult.Applied(plan.documents());
    } finally {
      metrics.applied(result);
    }
  }

  private synchronized Plan commit(
      Drafts drafts, String project, @Nullable String name, boolean dryRun) {
    Definitions current = log.settled();
    Author author = new Author(project, name, time.instant());
    Plan plan = planner.plan(drafts, current, author);
    if (result(plan, dryRun) == ControlMetrics.Result.WRITTEN) {
      log.write(plan.signals(), plan.alerts(), author.at());
      LOGGER
          .atInfo()
          .addKeyValue("project", project)
          .addKeyValue("author", name)
          .addKeyValue("signals", plan.signals().size())
          .addKeyValue("alerts", plan.alerts().size())
          .log("definitions changed");
    }
    return plan;
  }

  private static ControlMetrics.Result result(Plan plan, boolean dryRun) {
    if (!plan.problems().isEmpty()) {
      return ControlMetrics.Result.REFUSED;
    }
    if (dryRun) {
      return ControlMetrics.Result.DRY_RUN;
    }
    return plan.signals().isEmpty() && plan.alerts().isEmpty()
        ? ControlMetrics.Result.UNCHANGED
        : ControlMetrics.Result.WRITTEN;
  }
}
