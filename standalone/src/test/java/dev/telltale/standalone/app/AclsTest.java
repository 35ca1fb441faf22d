// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.telltale.schemas.acl.Grants;
import dev.telltale.schemas.acl.Role;
import dev.telltale.standalone.TestProcess;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of rights as people and tools get it. */
class AclsTest {
  private static final Path FOLDER = TestProcess.ROOT.resolve("deploy/kafka");

  @Test
  void theFilesInDeployAreWhatTheVerbPrints() throws Exception {
    assertThat(FOLDER.resolve("acls.txt"))
        .as("./telltale topics acls > deploy/kafka/acls.txt")
        .hasContent(run("topics", "acls"));
    assertThat(FOLDER.resolve("kafka-users.yaml"))
        .as("./telltale topics acls --format strimzi > deploy/kafka/kafka-users.yaml")
        .hasContent(run("topics", "acls", "--format", "strimzi"));
  }

  @Test
  void everyFormHasEveryRight() throws Exception {
    Grants grants = new Grants("telltale.", List.of());
    int rights = 0;
    int resources = 0;
    for (Role role : Role.values()) {
      resources += grants.of(role).size();
      rights += grants.of(role).stream().mapToInt(grant -> grant.operations().size()).sum();
    }

    assertThat(run("topics", "acls").lines().filter(line -> line.startsWith("  ")))
        .hasSize(resources);
    JsonNode json = new ObjectMapper().readTree(run("topics", "acls", "--format", "json"));
    assertThat(json).hasSize(resources);
    List<JsonNode> users = new ArrayList<>();
    new ObjectMapper(new YAMLFactory())
        .readerFor(JsonNode.class)
        .<JsonNode>readValues(run("topics", "acls", "--format", "strimzi"))
        .readAll(users);
    assertThat(users).hasSize(Role.values().length);
    assertThat(
            users.stream()
                .flatMap(user -> user.at("/spec/authorization/acls").valueStream())
                .mapToInt(acl -> acl.get("operations").size())
                .sum())
        .isEqualTo(rights);
    String commands = run("topics", "acls", "--format", "kafka-acls");
    assertThat(commands.split("--operation ", -1)).hasSize(rights + 1);
  }

  @Test
  void oneRoleForAPrincipalOfItsOwn() {
    assertThat(
            run(
                "topics",
                "acls",
                "--role",
                "judge",
                "--principal",
                "User:j",
                "--format",
                "kafka-acls"))
        .contains(
            "kafka-acls.sh --bootstrap-server \"$BOOTSTRAP\" --command-config \"$ADMIN\" --add"
                + " --allow-principal 'User:j' --operation Read --operation Write --topic"
                + " 'telltale.labels'\n")
        .doesNotContain("gateway");
    assertThat(run("topics", "acls", "--role", "classifier", "--format", "kafka-acls"))
        .contains(
            "--operation Write --transactional-id 'telltale.assemble-' --resource-pattern-type"
                + " prefixed\n");
  }

  @Test
  void aBridgeNeedsItsTopicsAndTheyHaveNoPrefix(@TempDir Path folder) throws Exception {
    Path settings =
        Files.writeString(
            folder.resolve("s.yaml"),
            "telltale: {kafka: {topic-prefix: own.}, gateway: {bridge: {topics: otlp_spans}}}");

    assertThat(
            run("topics", "acls", "--role", "gateway", "--config", settings.toString())
                .lines()
                .filter(line -> line.startsWith("  "))
                .map(line -> line.strip().replaceAll(" +", " ")))
        .containsExactly(
            "topic own.spans Write",
            "topic own.access-keys Read",
            "topic own.dead-letters Write",
            "topic otlp_spans Read",
            "group own.gateway-bridge Read");
  }

  private static String run(String... arguments) {
    StringWriter out = new StringWriter();
    int code = Telltale.commandLine(Map.of()).setOut(new PrintWriter(out)).execute(arguments);
    assertThat(code).isZero();
    return out.toString();
  }
}
