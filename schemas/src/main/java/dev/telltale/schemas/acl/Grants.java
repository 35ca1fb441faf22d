// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.acl;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.telltale.schemas.kafka.ConsumerGroups;
import dev.telltale.schemas.topic.Kept;
import dev.telltale.schemas.topic.StateStore;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;

/**
 * The least that each role needs on Kafka. Nothing here is on the cluster itself, and no topic is
 * given by a pattern.
 *
 * @param prefix of the installation's topics, groups and transactional ids
 * @param bridged full names of the topics that the gateway's bridge reads
 */
public record Grants(String prefix, List<String> bridged) {
  /** The notifiers whose groups read alert events; the last is for channels that nobody serves. */
  public static final List<String> NOTIFIERS =
      List.of("console", "slack", "email", "webhook", "alertmanager", "unserved");

  /** Keeps a copy. */
  public Grants {
    bridged = List.copyOf(bridged);
  }

  /** What a role may do; topics in the catalogue's order, then groups and transactional ids. */
  public List<Grant> of(Role role) {
    return switch (role) {
      case GATEWAY -> gateway();
      case CLASSIFIER -> classifier();
      case JUDGE -> judge();
      case ALERTS -> alerts();
      case CONTROL_PLANE -> controlPlane();
      case READER -> Topics.all().stream().map(topic -> on(topic, READ)).toList();
      case TOPICS -> topics();
    };
  }

  private List<Grant> gateway() {
    List<Grant> grants = new ArrayList<>();
    grants.add(on(Topics.SPANS, WRITE));
    grants.add(on(Topics.ACCESS_KEYS, READ));
    if (!bridged.isEmpty()) {
      grants.add(on(Topics.DEAD_LETTERS, WRITE));
      bridged.forEach(topic -> grants.add(Grant.topic(topic, READ)));
      grants.add(group("gateway-bridge", READ));
    }
    return grants;
  }

  private List<Grant> classifier() {
    List<Grant> grants = new ArrayList<>();
    // It writes ticks to the topics whose clock it keeps.
    grants.add(on(Topics.SPANS, READ, WRITE));
    grants.add(on(Topics.TRACES, READ, WRITE));
    grants.add(on(Topics.LATE_SPANS, WRITE));
    grants.add(on(Topics.SESSION_TRACES, READ, WRITE));
    grants.add(on(Topics.SESSIONS, READ, WRITE));
    grants.add(on(Topics.SIGNALS, READ));
    grants.add(on(Topics.RUNS, READ));
    grants.add(on(Topics.RUN_PROGRESS, READ, WRITE));
    grants.add(on(Topics.JUDGE_REQUESTS, WRITE));
    grants.add(on(Topics.JUDGE_REQUESTS_BACKFILL, WRITE));
    grants.add(on(Topics.JUDGE_REQUESTS_PREVIEW, WRITE));
    grants.add(on(Topics.LABELS, READ));
    grants.add(on(Topics.LABEL_PREVIEWS, READ));
    grants.add(on(Topics.DEAD_LETTERS, WRITE));
    grants.addAll(application(StateStore.ASSEMBLE));
    grants.addAll(application(StateStore.DISPATCH));
    grants.add(group(ConsumerGroups.RUNS, READ));
    return grants;
  }

  private List<Grant> judge() {
    return List.of(
        on(Topics.SIGNALS, READ),
        on(Topics.SIGNAL_STATUS, READ, WRITE),
        on(Topics.JUDGE_REQUESTS, READ),
        on(Topics.JUDGE_REQUESTS_BACKFILL, READ, WRITE),
        on(Topics.JUDGE_REQUESTS_PREVIEW, READ),
        on(Topics.JUDGE_RETRIES_30S, READ, WRITE),
        on(Topics.JUDGE_RETRIES_5M, READ, WRITE),
        on(Topics.JUDGE_RETRIES_30M, READ, WRITE),
        on(Topics.JUDGE_RETRIES_2H, READ, WRITE),
        on(Topics.LABELS, READ, WRITE),
        on(Topics.LABEL_PREVIEWS, WRITE),
        on(Topics.DEAD_LETTERS, WRITE),
        group("judge", READ),
        group(ConsumerGroups.JUDGE_PREVIEWS, READ),
        group(ConsumerGroups.JUDGE_BACKFILLS, READ));
  }

  private List<Grant> alerts() {
    List<Grant> grants = new ArrayList<>();
    // It writes ticks to the labels, whose clock it keeps.
    grants.add(on(Topics.LABELS, READ, WRITE));
    grants.add(on(Topics.ALERT_RULES, READ));
    grants.add(on(Topics.ALERT_STATES, WRITE));
    grants.add(on(Topics.ALERT_EVENTS, READ, WRITE));
    grants.add(on(Topics.DELIVERIES, READ, WRITE));
    grants.add(on(Topics.DIGESTS, WRITE));
    grants.add(on(Topics.MEMBERS, READ));
    grants.add(on(Topics.DEAD_LETTERS, WRITE));
    grants.addAll(application(StateStore.ALERTS));
    NOTIFIERS.forEach(name -> grants.add(group("notify-" + name, READ)));
    grants.add(group("overviews", READ));
    return grants;
  }

  private List<Grant> controlPlane() {
    return List.of(
        on(Topics.SIGNALS, READ, WRITE),
        on(Topics.RUNS, READ, WRITE),
        on(Topics.RUN_PROGRESS, READ, WRITE),
        on(Topics.LABELS, READ, WRITE),
        on(Topics.LABEL_PREVIEWS, READ),
        on(Topics.ALERT_RULES, READ, WRITE),
        on(Topics.ALERT_STATES, READ),
        on(Topics.ALERT_EVENTS, READ, WRITE),
        on(Topics.DELIVERIES, READ),
        on(Topics.MEMBERS, READ, WRITE),
        on(Topics.ACCESS_KEYS, READ, WRITE),
        group(ConsumerGroups.RUNS, DESCRIBE),
        group(ConsumerGroups.JUDGE_PREVIEWS, DESCRIBE),
        group(ConsumerGroups.JUDGE_BACKFILLS, DESCRIBE),
        Grant.transactions(prefix + "control-plane", PatternType.LITERAL));
  }

  private List<Grant> topics() {
    List<Grant> grants = new ArrayList<>();
    for (Topic<?, ?> topic : Topics.all()) {
      // To alter a topic is to add partitions; a table keeps its one.
      boolean table = topic.kept() instanceof Kept.LastOfEachKey;
      grants.add(on(topic, CREATE, table ? DESCRIBE : ALTER, ALTER_CONFIGS));
    }
    StateStore.all().forEach(store -> grants.add(Grant.topic(store.changelog(prefix), DESCRIBE)));
    return grants;
  }

  /** A stream application: its changelogs, its group, and the transactions of its threads. */
  private List<Grant> application(String name) {
    List<Grant> grants = new ArrayList<>();
    StateStore.of(name)
        .forEach(store -> grants.add(Grant.topic(store.changelog(prefix), CREATE, READ, WRITE)));
    grants.add(group(name, READ));
    grants.add(Grant.transactions(prefix + name + "-", PatternType.PREFIXED));
    return grants;
  }

  private Grant on(Topic<?, ?> topic, AclOperation... operations) {
    return Grant.topic(prefix + topic.name(), operations);
  }

  private Grant group(String name, AclOperation... operations) {
    return Grant.group(prefix + name, operations);
  }
}
