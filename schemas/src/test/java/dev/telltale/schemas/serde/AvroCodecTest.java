// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telltale.schemas.registry.InMemorySchemaRegistry;
import dev.telltale.schemas.registry.RegistryException;
import dev.telltale.schemas.registry.RegistryException.Kind;
import dev.telltale.schemas.registry.SchemaRegistry;
import dev.telltale.schemas.span.Attribute;
import dev.telltale.schemas.span.AttributeList;
import dev.telltale.schemas.span.AttributeValue;
import dev.telltale.schemas.span.Span;
import dev.telltale.schemas.topic.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class AvroCodecTest {
  private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
  private final AvroCodec<Span> codec = new TopicSerdes(registry, "telltale.").codec(Topics.SPANS);

  @Test
  void aRecordIsReadBackAsItWasWritten() {
    Span span = span();

    assertThat(codec.decode(codec.encode(span))).isEqualTo(span);
  }

  @Test
  void aRecordThatBreaksInTheMiddleLeavesNothingInTheNext() {
    Span broken = span();
    broken.put("attributes", null);

    assertThatThrownBy(() -> codec.encode(broken)).isInstanceOf(NullPointerException.class);

    assertThat(codec.decode(codec.encode(span()))).isEqualTo(span());
  }

  @Test
  void aSmallRecordAfterALargeOneIsWhole() {
    Span large = Span.newBuilder(span()).setInputText("x".repeat(2_000_000)).build();

    assertThat(codec.decode(codec.encode(large))).isEqualTo(large);
    assertThat(codec.decode(codec.encode(span()))).isEqualTo(span());
  }

  @Test
  void theFirstFiveBytesAreAZeroAndTheSchemasId() {
    byte[] bytes = codec.encode(span());

    assertThat(bytes).startsWith(0, 0, 0, 0, 1);
    assertThat(registry.latest("telltale.spans-value").orElseThrow().id()).isEqualTo(1);
  }

  @Test
  void aRecordThatAnOlderSchemaWroteIsReadWithDefaults() throws IOException {
    Schema older =
        SchemaBuilder.record("Span")
            .namespace("dev.telltale.schemas.span")
            .fields()
            .requiredString("project")
            .requiredString("traceId")
            .requiredString("spanId")
            .requiredString("name")
            .requiredLong("startUnixNano")
            .requiredLong("endUnixNano")
            .requiredLong("receivedAt")
            .endRecord();
    GenericRecord written = new GenericData.Record(older);
    written.put("project", "default");
    written.put("traceId", "00d5145b3b931abc049652489da635dd");
    written.put("spanId", "13a7184dbb5f0191");
    written.put("name", "chat");
    written.put("startUnixNano", 1L);
    written.put("endUnixNano", 2L);
    written.put("receivedAt", 3L);

    Span read = codec.decode(bytes(older, written));

    assertThat(read.getName()).isEqualTo("chat");
    assertThat(read.getSessionId()).isEmpty();
    assertThat(read.getInputMessages()).isEmpty();
    assertThat(read.getReceivedAt()).isEqualTo(Instant.ofEpochMilli(3));
  }

  @Test
  void whatCannotBeReadSaysWhy() {
    byte[] good = codec.encode(span());
    byte[] cut = java.util.Arrays.copyOf(good, good.length - 3);
    byte[] otherId = good.clone();
    otherId[4] = 99;

    assertReason("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8), "no-schema-id");
    assertReason(new byte[0], "no-schema-id");
    assertReason(otherId, "unknown-schema");
    assertReason(cut, "malformed");
  }

  @Test
  void aRecordOfAnotherTypeIsNotReadAsThisOne() throws IOException {
    Schema other = SchemaBuilder.record("Other").fields().requiredString("x").endRecord();
    GenericRecord record = new GenericData.Record(other);
    record.put("x", "y");

    assertReason(bytes(other, record), "other-schema");
  }

  @Test
  void aRegistryThatIsAwayIsNotARecordThatIsBroken() {
    SchemaRegistry away =
        new SchemaRegistry() {
          @Override
          public int register(String subject, Schema schema) {
            throw new RegistryException(Kind.UNAVAILABLE, "away", null);
          }

          @Override
          public Schema byId(int id) {
            throw new RegistryException(Kind.UNAVAILABLE, "away", null);
          }

          @Override
          public Optional<dev.telltale.schemas.registry.RegisteredSchema> latest(String subject) {
            return Optional.empty();
          }
        };
    AvroCodec<Span> withoutRegistry = new AvroCodec<>(away, "s", Span.class);

    assertThatThrownBy(() -> withoutRegistry.decode(codec.encode(span())))
        .isInstanceOf(RegistryException.class);
  }

  @Test
  void anyRecordIsShownAsJson() {
    assertThat(new AnyRecord(registry).json(codec.encode(span())))
        .contains(
            "\"spanId\": \"13a7184dbb5f0191\"",
            "\"receivedAt\": 1800000000000",
            "\"sessionId\": null");
  }

  private void assertReason(byte[] bytes, String reason) {
    assertThatThrownBy(() -> codec.decode(bytes))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private byte[] bytes(Schema schema, GenericRecord record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WireFormat.writeHeader(out, registry.register("other-" + schema.getName(), schema));
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private static Span span() {
    AttributeValue text = new AttributeValue("héllo \"quoted\"");
    AttributeValue mixed =
        new AttributeValue(
            new AttributeList(List.of(text, new AttributeValue(1L), new AttributeValue(null))));
    return Span.newBuilder()
        .setProject("default")
        .setTraceId("00d5145b3b931abc049652489da635dd")
        .setSpanId("13a7184dbb5f0191")
        .setName("chat")
        .setStartUnixNano(1_760_000_000_000_000_000L)
        .setEndUnixNano(1_760_000_000_900_000_000L)
        .setAttributes(List.of(new Attribute("a", text), new Attribute("b", mixed)))
        .setReceivedAt(Instant.ofEpochMilli(1_800_000_000_000L))
        .build();
  }
}
