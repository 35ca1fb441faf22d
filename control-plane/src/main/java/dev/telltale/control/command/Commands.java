// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import dev.telltale.control.manifest.AlertTimes;
import dev.telltale.control.manifest.ManifestReader;
import dev.telltale.control.manifest.Templates;
import dev.telltale.schemas.access.AccessKeys;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** All that can be done to definitions and keys: every face of the control plane calls these. */
public final class Commands {
  private final DefinitionLog log;
  private final InstantSource time;
  private final Templates templates;
  private final Apply apply;
  private final SignalEdits signals;
  private final AlertEdits alerts;
  private final MemberBook members;
  private final KeyRing keys;

  /**
   * What definitions are held to.
   *
   * @param times the windows and cooldowns that alerts may have
   * @param llmConfigured whether the judge has a language model, so that signals may ask for it
   * @param heads that signals may take over
   * @param maker of the heads that examples make
   */
  public record Rules(
      AlertTimes times, boolean llmConfigured, DistilledHeads heads, HeadMaker maker) {
    /** The same where nothing is distilled or trained. */
    public Rules(AlertTimes times, boolean llmConfigured) {
      this(times, llmConfigured, DistilledHeads.NONE, HeadMaker.NONE);
    }
  }

  /**
   * Makes the commands.
   *
   * @param file the keys of the operator's file as they are now; must not block or fail
   * @param random what keys are made of: nobody may be able to guess it
   */
  public Commands(
      DefinitionLog log,
      Rules rules,
      Supplier<AccessKeys> file,
      InstantSource time,
      RandomGenerator random,
      ControlMetrics metrics) {
    this.log = log;
    this.time = time;
    this.templates = Templates.bundled();
    ManifestReader reader = new ManifestReader(templates, rules.times());
    this.apply = new Apply(reader, rules, log, time, metrics);
    this.signals = new SignalEdits(apply, reader);
    this.alerts = new AlertEdits(apply, reader);
    this.members = new MemberBook(log, time);
    this.keys = new KeyRing(log, file, time, random);
  }

  /** Makes definitions be what manifests say. */
  public Apply apply() {
    return apply;
  }

  /** Changes one signal at a time. */
  public SignalEdits signals() {
    return signals;
  }

  /** Changes one alert at a time. */
  public AlertEdits alerts() {
    return alerts;
  }

  /** Who is told, and what they do not want to be told. */
  public MemberBook members() {
    return members;
  }

  /** The clock of all of them. */
  public InstantSource time() {
    return time;
  }

  /** Makes and revokes keys. */
  public KeyRing keys() {
    return keys;
  }

  /** What signals can start from. */
  public Templates templates() {
    return templates;
  }

  /**
   * The definitions as they were last read.
   *
   * @throws DefinitionLogException before they were read to the end
   */
  public Definitions definitions() {
    return log.current();
  }
}
