// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telltale.schemas.acl.Grant;
import dev.telltale.schemas.acl.Grants;
import dev.telltale.schemas.acl.Role;
import dev.telltale.schemas.kafka.KafkaConnection;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.signal.SignalHistory;
import dev.telltale.schemas.topic.StateStore;
import dev.telltale.schemas.topic.Topic;
import dev.telltale.schemas.topic.Topics;
import dev.telltale.standalone.config.ConfigReader;
import dev.telltale.standalone.config.RoleSettings;
import dev.telltale.standalone.config.TelltaleConfig;
import dev.telltale.standalone.line.Otlp;
import dev.telltale.standalone.line.TopicLog;
import dev.telltale.standalone.registry.RegistryService;
import dev.telltale.standalone.registry.SchemaLog;
import dev.telltale.standalone.secured.AuditedAuthorizer;
import dev.telltale.standalone.secured.AuditedAuthorizer.Asked;
import dev.telltale.standalone.secured.SecuredKafka;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.resource.PatternType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole line where nothing is allowed that the list of rights does not say: each role under its
 * own name, on topics of uneven numbers of partitions.
 */
class SecuredLineIT {
  private static final Duration SOON = Duration.ofMinutes(2);
  private static final String PREFIX = "secured.";
  private static final Set<Role> OVER_TLS =
      EnumSet.of(Role.GATEWAY, Role.JUDGE, Role.CONTROL_PLANE, Role.TOPICS);
  private static final String BRIDGED = "otlp_spans";
  private static final String ALERT = "/api/v1/alerts/support/user-frustration/any-label";

  private static final String TOPICS =
      """
      telltale:
        topics:
          partitions: %d
          own:
            spans: {partitions: 24}
            session-traces: {partitions: 5}
            traces: {partitions: 7}
            sessions: {partitions: 3}
            labels: {partitions: 12}
      """;

  private static final String DEFINITIONS =
      "kind: signal\\nagent: support\\nsignal: user-frustration\\ntemplate: user-frustration\\n"
          + "---\\nkind: signal\\nagent: support\\nsignal: unanswered\\ntype: binary\\n"
          + "prompt: Was the question left open?\\njudge: llm\\nscope: session\\nstate: active\\n"
          + "---\\nkind: alert\\nagent: support\\nsignal: user-frustration\\nalert: any-label\\n"
          + "metric: label_volume\\ncomparison: absolute\\nfires: at or above 1\\nwindow: 10s\\n"
          + "cooldown: 10s\\nnotify: [console]\\n";

  /** Rights that one conversation does not make use of, and what does. */
  private static final Map<String, String> ON_OTHER_DAYS =
      Map.of(
          "judge WRITE secured.judge-retries-5m", "a second attempt fails too",
          "judge WRITE secured.judge-retries-30m", "a third one",
          "judge WRITE secured.judge-retries-2h", "a fourth one",
          "judge WRITE secured.judge-requests-backfill", "a backfill waits for its provider",
          "control-plane WRITE secured.run-progress", "runs of long ago are forgotten",
          "judge WRITE secured.signal-status", "a provider refuses a signal, or a budget is spent");

  @TempDir Path folder;

  /** How a verb ended. */
  private record Ran(int exitCode, String out) {}

  private final Map<Role, RoleSettings> settings = new EnumMap<>(Role.class);
  private int schemas;

  @Test
  void aConversationBecomesALabelAndAnAlertWithTheListedRightsAndMakesUseOfEachOfThem()
      throws Exception {
    AuditedAuthorizer.forget();
    Grants grants = new Grants(PREFIX, List.of(BRIDGED));
    int http = SecuredKafka.freePort();
    int api = SecuredKafka.freePort();
    try (SecuredKafka kafka = new SecuredKafka(folder);
        Closing roles = new Closing()) {
      SchemaLog log = roles.add(new SchemaLog(kafka.superuser("")));
      schemas =
          roles
              .add(
                  new OpsServer(
                      "127.0.0.1",
                      0,
                      new LabelExemplars().registry(),
                      server -> server.annotatedService("/registry", new RegistryService(log))))
              .port();
      for (Role role : Role.values()) {
        kafka.grant(grants, role);
        settings.put(role, settings(kafka, role, http, api));
      }
      kafka.admin().createTopics(List.of(new NewTopic(BRIDGED, 1, (short) 1))).all().get();
      Path wanted = createTopics(kafka);

      Map<Role, BooleanSupplier> health = new EnumMap<>(Role.class);
      health.put(
          Role.CONTROL_PLANE,
          start(Role.CONTROL_PLANE, new RoleCommands.ControlPlaneRole(), roles));
      health.put(Role.JUDGE, start(Role.JUDGE, new RoleCommands.JudgeWorkerRole(), roles));
      health.put(Role.CLASSIFIER, start(Role.CLASSIFIER, new RoleCommands.ClassifierRole(), roles));
      health.put(Role.ALERTS, start(Role.ALERTS, new RoleCommands.AlertsRole(), roles));
      health.put(Role.GATEWAY, start(Role.GATEWAY, new RoleCommands.GatewayRole(), roles));

      KafkaConnection all = kafka.superuser(PREFIX);
      talk(local(http), local(api), all);
      // One that starts where labels are reads them: nothing is judged twice.
      health.put(Role.JUDGE, start(Role.JUDGE, new RoleCommands.JudgeWorkerRole(), roles));
      lookOnOtherDays(local(http), local(api), all);
      for (Topic<?, ?> topic : Topics.all()) {
        assertThat(verb(Role.READER, "tail", topic.name(), "--from-beginning", "--timeout", "0.5"))
            .as(topic.name())
            .isZero();
      }

      assertThat(run("topics", "check", "--config", wanted.toString())).isZero();
      assertThat(health).allSatisfy((role, well) -> assertThat(well.getAsBoolean()).isTrue());
      assertChangelogs(kafka);
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(ON_OTHER_DAYS.keySet()).containsAll(rights(grants, false)));
      assertThat(rights(grants, true)).containsAll(ON_OTHER_DAYS.keySet());
      assertThat(AuditedAuthorizer.denied()).isEmpty();
    }
  }

  /** Twice: a plan that adds partitions while nothing is stored is one that can be carried out. */
  private Path createTopics(SecuredKafka kafka) throws Exception {
    Path few =
        file(
            kafka,
            Role.TOPICS,
            TOPICS.formatted(2).replaceAll("\\{partitions: \\d+", "{partitions: 1"));
    Ran plan = ran("topics", "plan", "--json", "--config", few.toString());
    assertThat(plan.exitCode).isEqualTo(3);
    assertThat(plan.out)
        .contains("{\"topic\":\"secured.spans\",\"step\":\"create\",\"partitions\":1");
    assertThat(run("topics", "create", "--config", few.toString())).isZero();
    assertThat(run("topics", "plan", "--config", few.toString())).isZero();
    Path wanted = file(kafka, Role.TOPICS, TOPICS.formatted(6) + "    min-insync-replicas: 1\n");
    AlterConfigOp tooMany =
        new AlterConfigOp(
            new ConfigEntry(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2"),
            AlterConfigOp.OpType.SET);
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    Topics.all().forEach(topic -> changes.put(resource(PREFIX + topic.name()), List.of(tooMany)));
    kafka.admin().incrementalAlterConfigs(changes).all().get();
    Ran unchanged = ran("topics", "create", "--config", wanted.toString());
    assertThat(unchanged.exitCode).isZero();
    assertThat(unchanged.out)
        .contains(
            "partitions secured.spans: from 1 to 24; it has no records yet",
            "configure  secured.spans: min.insync.replicas from 2 to 1",
            "0 created, 26 were there",
            "to change: telltale topics create --apply");
    assertThat(run("topics", "check", "--config", wanted.toString())).isEqualTo(1);
    assertThat(run("topics", "create", "--apply", "--config", wanted.toString())).isZero();
    assertThat(run("topics", "check", "--config", wanted.toString())).isZero();
    return wanted;
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private void talk(URI gateway, URI control, KafkaConnection all) throws Exception {
    send(
        control,
        "POST",
        "/api/v1/apply",
        "{\"files\":[{\"name\":\"s.yaml\",\"content\":\"" + DEFINITIONS + "\"}]}");
    TimeUnit.MILLISECONDS.sleep(SignalHistory.SETTLES_AFTER.toMillis());
    for (int i = 0; i < 3; i++) {
      Otlp.post(
          gateway,
          "/v1/traces",
          Otlp.turn(
              "0".repeat(31) + (i + 1),
              "support",
              "s-" + i,
              "This is useless, I am fed up!",
              "Sorry."));
    }
    await().atMost(SOON).until(() -> TopicLog.values(all, registry(), Topics.LABELS).size() >= 3);
    await()
        .atMost(SOON)
        .until(() -> !TopicLog.values(all, registry(), Topics.ALERT_EVENTS).isEmpty());
    await()
        .atMost(SOON)
        .until(() -> !TopicLog.values(all, registry(), Topics.DELIVERIES).isEmpty());
    await().atMost(SOON).until(() -> TopicLog.values(all, registry(), Topics.SESSIONS).size() >= 3);
  }

  /** What people and accidents do beside it. */
  private void lookOnOtherDays(URI gateway, URI control, KafkaConnection all) throws Exception {
    send(control, "POST", "/api/v1/members", "{\"member\":\"ada\"}");
    send(
        control,
        "PUT",
        "/api/v1/members/ada/overview",
        "{\"at\":\"00:00\",\"zone\":\"UTC\",\"channel\":\"slack\"}");
    send(control, "POST", ALERT + "/test", "");
    send(control, "GET", "/api/v1/alert-events", "");
    send(
        control,
        "POST",
        "/api/v1/labels",
        "{\"signal\":\"default/support/user-frustration\",\"value\":\"true\",\"target\":{\"scope\":\"trace\",\"targetId\":\"%1$s1\",\"traceId\":\"%1$s1\",\"revision\":1,\"start\":\"2025-10-09T08:53:20Z\",\"end\":\"2025-10-09T08:53:22Z\"}}"
            .formatted("0".repeat(31)));
    send(control, "POST", "/api/v1/runs", "{\"kind\":\"preview\",\"signal\":\"user-frustration\"}");
    send(
        control,
        "POST",
        "/api/v1/runs",
        "{\"kind\":\"backfill\",\"signal\":\"user-frustration\",\"relabel\":true,\"from\":\"2025-10-01T00:00:00Z\"}");
    await()
        .atMost(SOON)
        .until(() -> send(control, "GET", "/api/v1/runs", "").split("completed", -1).length > 2);
    // A span for a trace that may have no more revisions.
    Otlp.post(
        gateway,
        "/v1/traces",
        Otlp.turn("0".repeat(31) + "1", "support", "s-0", "And now?", "Still sorry.")
            .replace("a1\"", "c1\"")
            .replace("b2\"", "d2\""));
    byte[] garbage = "nothing".getBytes(StandardCharsets.UTF_8);
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(all.producer())) {
      for (Topic<?, ?> topic : List.of(Topics.SPANS, Topics.JUDGE_REQUESTS, Topics.LABELS)) {
        producer.send(new ProducerRecord<>(all.name(topic), "k", garbage)).get();
      }
      producer.send(new ProducerRecord<>(BRIDGED, "k", garbage)).get();
    }
    await().atMost(SOON).until(() -> !TopicLog.records(all, Topics.LATE_SPANS).isEmpty());
    await().atMost(SOON).until(() -> TopicLog.records(all, Topics.DEAD_LETTERS).size() >= 4);
    await().atMost(SOON).until(() -> !TopicLog.records(all, Topics.DIGESTS).isEmpty());
    send(control, "POST", "/api/v1/keys", "{\"name\":\"agents\",\"rights\":[\"write\"]}");
  }

  private static void assertChangelogs(SecuredKafka kafka) throws Exception {
    Map<String, Integer> found = new TreeMap<>();
    Set<String> names = kafka.admin().listTopics().names().get();
    kafka
        .admin()
        .describeTopics(names.stream().filter(name -> name.endsWith("-changelog")).toList())
        .allTopicNames()
        .get()
        .forEach((name, topic) -> found.put(name, topic.partitions().size()));
    Map<String, Integer> partitions =
        Map.of("spans", 24, "session-traces", 5, "traces", 7, "sessions", 3, "labels", 12);
    Map<String, Integer> expected = new TreeMap<>();
    StateStore.all()
        .forEach(
            store -> expected.put(store.changelog(PREFIX), partitions.get(store.source().name())));
    assertThat(found).isEqualTo(expected);
    List<ConfigResource> resources = found.keySet().stream().map(SecuredLineIT::resource).toList();
    assertThat(kafka.admin().describeConfigs(resources).all().get().values())
        .allSatisfy(
            config ->
                assertThat(config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG).source())
                    .isEqualTo(ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG));
    assertThat(names.stream().filter(name -> name.endsWith("-repartition"))).isEmpty();
  }

  /** All rights, or those that nobody has made use of so far. */
  private static Set<String> rights(Grants grants, boolean all) {
    Set<Asked> used = AuditedAuthorizer.allowed();
    Set<String> rights = new TreeSet<>();
    for (Role role : Role.values()) {
      for (Grant grant : grants.of(role)) {
        for (AclOperation operation : grant.operations()) {
          if (all || used.stream().noneMatch(asked -> isFor(grant, operation, role, asked))) {
            rights.add(role + " " + operation + " " + grant.name());
          }
        }
      }
    }
    return rights;
  }

  private static boolean isFor(Grant grant, AclOperation operation, Role role, Asked asked) {
    return asked.principal().equals(SecuredKafka.principal(role))
        && asked.operation() == operation
        && asked.kind() == grant.kind()
        && (grant.pattern() == PatternType.LITERAL
            ? asked.name().equals(grant.name())
            : asked.name().startsWith(grant.name()));
  }

  private BooleanSupplier start(Role role, RoleCommands.Role command, Closing closing) {
    RoleSettings its = of(role);
    KafkaConnection kafka = Installation.kafka(its.config());
    Installation.require(role, its.config(), kafka);
    LabelExemplars exemplars = new LabelExemplars();
    var meters = exemplars.registry();
    OpsServer ops = closing.add(new OpsServer("127.0.0.1", 0, meters, server -> {}));
    return command
        .start(new RoleCommands.Given(its, kafka, registry(), meters, exemplars, ops, closing))
        .ready();
  }

  /** As an orchestrator sets it: by the environment. */
  private RoleSettings settings(SecuredKafka kafka, Role role, int http, int api) {
    boolean tls = OVER_TLS.contains(role);
    Map<String, String> environment = new HashMap<>();
    environment.put("TELLTALE_KAFKA_BOOTSTRAP_SERVERS", tls ? kafka.tls() : kafka.clear());
    environment.put("TELLTALE_KAFKA_TOPIC_PREFIX", PREFIX);
    (tls ? kafka.overTls(role) : kafka.inClear(role))
        .forEach(
            (key, value) ->
                environment.put("TELLTALE_KAFKA_PROPERTIES_" + ConfigReader.variable(key), value));
    environment.put("TELLTALE_TOPICS_MIN_INSYNC_REPLICAS", "1");
    environment.put("TELLTALE_REGISTRY_URL", registryUrl());
    environment.put("TELLTALE_GATEWAY_HTTP_PORT", Integer.toString(http));
    environment.put("TELLTALE_GATEWAY_BRIDGE_TOPICS", BRIDGED);
    environment.put("TELLTALE_GATEWAY_GRPC_PORT", "0");
    environment.put("TELLTALE_CONTROL_PLANE_PORT", Integer.toString(api));
    environment.put("TELLTALE_CONTROL_PLANE_SHORT_WINDOWS", "true");
    environment.put("TELLTALE_CLASSIFIER_STATE_DIR", folder.resolve("state").toString());
    environment.put("TELLTALE_CLASSIFIER_ROOT_QUIET", "1s");
    environment.put("TELLTALE_CLASSIFIER_SESSION_IDLE", "2s");
    environment.put("TELLTALE_CLASSIFIER_TRACE_MAX_REVISIONS", "1");
    environment.put("TELLTALE_JUDGE_OFFLINE_LEAD", "0");
    // Nobody answers there: what it is asked waits in the retries.
    environment.put("TELLTALE_JUDGE_LLM_BASE_URL", "http://127.0.0.1:1/v1");
    environment.put("TELLTALE_JUDGE_LLM_MODEL", "none");
    // Nobody answers there either.
    environment.put("TELLTALE_ALERTS_SMTP_HOST", "127.0.0.1");
    environment.put("TELLTALE_ALERTS_SMTP_PORT", "1");
    environment.put("TELLTALE_ALERTS_SMTP_ENCRYPTION", "none");
    environment.put("TELLTALE_ALERTS_SMTP_FROM", "telltale@shop.test");
    environment.put("TELLTALE_ALERTS_INTERVAL", "10s");
    environment.put("TELLTALE_ALERTS_SETTLE", "1s");
    TelltaleConfig config = ConfigReader.read(Map.of(), Optional.empty(), environment, Map.of());
    return new RoleSettings(config);
  }

  private RoleSettings of(Role role) {
    return Objects.requireNonNull(settings.get(role));
  }

  private String registryUrl() {
    return "http://127.0.0.1:" + schemas + "/registry";
  }

  private SchemaRegistry registry() {
    return Installation.registry(of(Role.READER).config());
  }

  private int verb(Role role, String... arguments) throws Exception {
    KafkaConnection kafka = of(role).kafka();
    List<String> all = new ArrayList<>(List.of(arguments));
    Path file = folder.resolve(role + ".yaml");
    Files.writeString(
        file,
        yaml(kafka.bootstrapServers(), kafka.properties())
            + "  registry:\n    url: "
            + registryUrl()
            + "\n");
    all.addAll(List.of("--config", file.toString()));
    return run(all.toArray(String[]::new));
  }

  private Path file(SecuredKafka kafka, Role role, String more) throws Exception {
    return Files.writeString(
        Files.createTempFile(folder, "topics", ".yaml"),
        more + yaml(kafka.tls(), kafka.overTls(role)).replace("telltale:\n", ""));
  }

  private static String yaml(String servers, Map<String, String> properties) {
    StringBuilder yaml = new StringBuilder("telltale:\n  kafka:\n    bootstrap-servers: ");
    yaml.append(servers)
        .append("\n    topic-prefix: ")
        .append(PREFIX)
        .append("\n    properties:\n");
    properties.forEach((key, value) -> yaml.append("      " + key + ": '" + value + "'\n"));
    return yaml.toString();
  }

  private static int run(String... arguments) {
    return ran(arguments).exitCode;
  }

  private static Ran ran(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Telltale.commandLine(Map.of())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    assertThat(err.toString()).isEmpty();
    return new Ran(code, out.toString());
  }

  private static String send(URI base, String method, String path, String body) throws Exception {
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(base.resolve(path))
                    .header("Content-Type", "application/json")
                    .timeout(Duration.ofSeconds(30))
                    .method(method, HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(path + ": " + answer.body()).isBetween(200, 299);
    return answer.body();
  }

  private static URI local(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }
}
