// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.control.command;

import static java.util.Comparator.comparing;

import dev.telltale.schemas.access.AccessKey;
import dev.telltale.schemas.access.AccessKeys;
import dev.telltale.schemas.access.Right;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The access keys: those that people made, in their topic, and those of the operator's file. May be
 * called from any thread.
 */
public final class KeyRing {
  private static final Logger LOGGER = LoggerFactory.getLogger(KeyRing.class);

  private final DefinitionLog log;
  private final Supplier<AccessKeys> file;
  private final InstantSource time;
  private final RandomGenerator random;

  KeyRing(
      DefinitionLog log, Supplier<AccessKeys> file, InstantSource time, RandomGenerator random) {
    this.log = log;
    this.file = file;
    this.time = time;
    this.random = random;
  }

  /**
   * A key that was just made.
   *
   * @param key the key itself, which nobody can be told again
   * @param record what is kept of it
   */
  public record Made(String key, AccessKey record) {
    @Override
    public String toString() {
      return "Made[" + record.getName() + "]";
    }
  }

  /**
   * All keys as they are now. Those of the topic win, so that a revoked one stays so.
   *
   * @throws DefinitionLogException before they were read to the end
   */
  public AccessKeys all() {
    return file.get().and(log.accessKeys());
  }

  /** True for a key of the operator's file, which holds for the whole installation. */
  public boolean isOperators(AccessKey key) {
    return file.get().all().contains(key);
  }

  /** The keys of the topic, by project, name and age. */
  public List<AccessKey> made() {
    return log.accessKeys().all().stream()
        .sorted(
            comparing(AccessKey::getProject)
                .thenComparing(AccessKey::getName)
                .thenComparing(AccessKey::getCreatedAt))
        .toList();
  }

  /** The keys of the operator's file, in its order. */
  public List<AccessKey> ofFile() {
    return file.get().all();
  }

  /**
   * Makes a key.
   *
   * @param name what people call it, once in its project among those that hold
   * @throws ConflictException when the name is taken, or nobody could make or revoke keys
   *     afterwards
   * @throws DefinitionLogException when it was not written, or not read back
   */
  public Made make(String name, String project, Set<Right> rights) {
    synchronized (log) {
      log.settled();
      if (made().stream().anyMatch(holds(project).and(key -> key.getName().equals(name)))) {
        throw new ConflictException(
            "a key of the name " + name + " exists already in project " + project);
      }
      if (!rights.contains(Right.WRITE) && all().all().stream().noneMatch(KeyRing::mayWrite)) {
        throw new ConflictException(
            "no key may write yet (expected: right write for the first one, or nobody could make"
                + " another)");
      }
      String key = AccessKeys.newKey(random);
      Instant now = now();
      AccessKey record =
          AccessKey.newBuilder()
              .setSha256(AccessKeys.sha256(key))
              .setName(name)
              .setProject(project)
              .setRights(rights.stream().sorted().toList())
              .setCreatedAt(now)
              .build();
      write(record, now, "access key made");
      return new Made(key, record);
    }
  }

  /**
   * Revokes a key: within seconds nobody is let in by it.
   *
   * @throws UnknownNameException when no key that holds has that name
   * @throws ConflictException when nobody could make or revoke the project's keys afterwards, or
   *     when the key stands in the file
   * @throws DefinitionLogException when it was not written, or not read back
   */
  public AccessKey revoke(String name, String project) {
    synchronized (log) {
      log.settled();
      AccessKey key =
          made().stream()
              .filter(holds(project).and(made -> made.getName().equals(name)))
              .findFirst()
              .orElseThrow(() -> noneToRevoke(name, project));
      boolean another =
          ofFile().stream().anyMatch(KeyRing::mayWrite)
              || made().stream()
                  .anyMatch(holds(project).and(KeyRing::mayWrite).and(made -> !made.equals(key)));
      if (mayWrite(key) && !another) {
        throw new ConflictException(
            name
                + " is the last key of project "
                + project
                + " that may write (make another one first, or nobody could make one)");
      }
      Instant now = now();
      AccessKey revoked = AccessKey.newBuilder(key).setRevokedAt(now).build();
      write(revoked, now, "access key revoked");
      return revoked;
    }
  }

  private RuntimeException noneToRevoke(String name, String project) {
    return ofFile().stream().anyMatch(holds(project).and(key -> key.getName().equals(name)))
        ? new ConflictException(name + " stands in the file of keys (delete it there)")
        : new UnknownNameException("no key of the name " + name + " in project " + project);
  }

  private void write(AccessKey key, Instant at, String what) {
    log.write(key, at);
    LOGGER
        .atInfo()
        .addKeyValue("project", key.getProject())
        .addKeyValue("name", key.getName())
        .log(what);
  }

  private Instant now() {
    return time.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static Predicate<AccessKey> holds(String project) {
    return key -> key.getProject().equals(project) && key.getRevokedAt().isEmpty();
  }

  private static boolean mayWrite(AccessKey key) {
    return key.getRevokedAt().isEmpty() && key.getRights().contains(Right.WRITE);
  }
}
