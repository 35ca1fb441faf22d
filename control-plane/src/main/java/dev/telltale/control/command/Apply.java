// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.Drafts;
import dev.telltale.control.manifest.ManifestFile;
import dev.telltale.control.manifest.ManifestReader;
import dev.telltale.control.manifest.Problem;
import dev.telltale.control.manifest.SignalName;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
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
  private final TrainedHeads trained;
  private final DefinitionLog log;
  private final InstantSource time;
  private final ControlMetrics metrics;

  /**
   * Makes the command.
   *
   * @param rules what definitions are held to
   */
  Apply(
      ManifestReader reader,
      Commands.Rules rules,
      DefinitionLog log,
      InstantSource time,
      ControlMetrics metrics) {
    this.reader = reader;
    this.planner = new Planner(new Activation(rules.llmConfigured()), rules.heads());
    this.trained = new TrainedHeads(rules.maker());
    this.log = log;
    this.time = time;
    this.metrics = metrics;
  }

  /**
   * Applies manifests.
   *
   * @param project the project whose definitions they are
   * @param author the name of whoever does it, for the history; null for nobody in particular
   * @param prune signals to archive with it; one that no file mentions is else left alone
   * @param dryRun only says what would happen
   * @throws DefinitionLogException when the log could not be written, or not read back
   */
  public ApplyResult apply(
      String project,
      @Nullable String author,
      List<ManifestFile> files,
      Set<SignalName> prune,
      boolean dryRun) {
    return change(
        project,
        author,
        files,
        current -> Prune.add(prune, reader.read(files), current, project),
        dryRun);
  }

  /**
   * Makes a change and counts how that ended.
   *
   * @param files whose order problems are told in
   * @param wanted what definitions shall be, given what they are
   */
  ApplyResult change(
      String project,
      @Nullable String author,
      List<ManifestFile> files,
      Function<Definitions, Drafts> wanted,
      boolean dryRun) {
    ControlMetrics.Result result = ControlMetrics.Result.FAILED;
    try {
      Plan plan = commit(wanted, project, author, dryRun);
      result = result(plan, dryRun);
      return result == ControlMetrics.Result.REFUSED
          ? new ApplyResult.Refused(Problem.asRead(files, plan.problems()))
          : new ApplyResult.Applied(plan.documents());
    } catch (ConflictException | UnknownNameException e) {
      result = ControlMetrics.Result.REFUSED;
      throw e;
    } finally {
      metrics.applied(result);
    }
  }

  private Plan commit(
      Function<Definitions, Drafts> wanted, String project, @Nullable String name, boolean dryRun) {
    // Keys are written to the same log.
    synchronized (log) {
      Definitions current = log.settled();
      Drafts drafts = wanted.apply(current);
      Author author = new Author(project, name, time.instant());
      Plan plan = planner.plan(drafts, current, author);
      if (result(plan, dryRun) == ControlMetrics.Result.WRITTEN) {
        plan = trained.in(plan);
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
