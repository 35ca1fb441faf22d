// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.standalone.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.annotation.Blocking;
import com.linecorp.armeria.server.annotation.ExceptionHandler;
import com.linecorp.armeria.server.annotation.ExceptionHandlerFunction;
import com.linecorp.armeria.server.annotation.Get;
import com.linecorp.armeria.server.annotation.Param;
import com.linecorp.armeria.server.annotation.Post;
import dev.telltale.schemas.registry.RegisteredSchema;
import dev.telltale.schemas.registry.RegistryException;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

/**
 * The part of the schema registry's REST API that clients use to read and write records: subjects,
 * versions, ids. Avro only; every subject is BACKWARD_TRANSITIVE.
 *
 * @see <a href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">the
 *     API</a>
 */
@Blocking
@ExceptionHandler(RegistryService.Errors.class)
public final class RegistryService {
  private static final MediaType TYPE = MediaType.parse("application/vnd.schemaregistry.v1+json");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COMPATIBILITY = "BACKWARD_TRANSITIVE";
  private static final int NO_SUBJECT = 40401;
  private static final int NO_VERSION = 40402;
  private static final int NO_SCHEMA = 40403;
  private static final int BAD_SCHEMA = 42201;
  private static final int UNAVAILABLE = 50003;

  private final SchemaLog log;

  /** Serves what stands in the log. */
  public RegistryService(SchemaLog log) {
    this.log = log;
  }

  /** All subjects. */
  @Get("/subjects")
  public HttpResponse subjects() {
    return ok(JSON.valueToTree(log.schemas().subjects()));
  }

  /** A subject's version numbers. */
  @Get("/subjects/{subject}/versions")
  public HttpResponse versions(@Param String subject) {
    return ok(JSON.valueToTree(known(subject).stream().map(RegisteredSchema::version).toList()));
  }

  /** One version of a subject: its number or {@code latest}. */
  @Get("/subjects/{subject}/versions/{version}")
  public HttpResponse version(@Param String subject, @Param String version) {
    List<RegisteredSchema> versions = known(subject);
    RegisteredSchema found =
        version.equals("latest") || version.equals("-1")
            ? versions.get(versions.size() - 1)
            : versions.stream()
                .filter(candidate -> Integer.toString(candidate.version()).equals(version))
                .findFirst()
                .orElseThrow(
                    () ->
                        new Refusal(
                            HttpStatus.NOT_FOUND,
                            NO_VERSION,
                            "Version " + version + " not found."));
    return ok(json(found));
  }

  /** Registers a schema, or finds it. */
  @Post("/subjects/{subject}/versions")
  public HttpResponse register(@Param String subject, AggregatedHttpRequest request) {
    RegisteredSchema registered = log.register(subject, schema(request));
    return ok(JSON.createObjectNode().put("id", registered.id()));
  }

  /** Finds a schema under a subject. */
  @Post("/subjects/{subject}")
  public HttpResponse find(@Param String subject, AggregatedHttpRequest request) {
    known(subject);
    return log.schemas()
        .find(subject, schema(request))
        .map(found -> ok(json(found)))
        .orElseThrow(() -> new Refusal(HttpStatus.NOT_FOUND, NO_SCHEMA, "Schema not found"));
  }

  /** The schema of an id. */
  @Get("/schemas/ids/{id}")
  public HttpResponse byId(@Param int id) {
    return ok(JSON.createObjectNode().put("schema", withId(id).get(0).schema().toString()));
  }

  /** Where the schema of an id is registered. */
  @Get("/schemas/ids/{id}/versions")
  public HttpResponse versionsOfId(@Param int id) {
    ArrayNode versions = JSON.createArrayNode();
    withId(id)
        .forEach(v -> versions.addObject().put("subject", v.subject()).put("version", v.version()));
    return ok(versions);
  }

  /** The kinds of schemas that may be registered. */
  @Get("/schemas/types")
  public HttpResponse types() {
    return ok(JSON.createArrayNode().add("AVRO"));
  }

  /** Which changes are allowed, anywhere. */
  @Get("/config")
  public HttpResponse config() {
    return ok(JSON.createObjectNode().put("compatibilityLevel", COMPATIBILITY));
  }

  /** Which changes are allowed in a subject. */
  @Get("/config/{subject}")
  public HttpResponse config(@Param String subject) {
    return config();
  }

  /** Whether a schema could be registered. */
  @Post("/compatibility/subjects/{subject}/versions/{version}")
  public HttpResponse compatible(
      @Param String subject, @Param String version, AggregatedHttpRequest request) {
    try {
      log.schemas().check(subject, schema(request));
      return ok(JSON.createObjectNode().put("is_compatible", true));
    } catch (RegistryException e) {
      return ok(JSON.createObjectNode().put("is_compatible", false));
    }
  }

  private List<RegisteredSchema> known(String subject) {
    List<RegisteredSchema> versions = log.schemas().versions(subject);
    if (versions.isEmpty()) {
      throw new Refusal(HttpStatus.NOT_FOUND, NO_SUBJECT, "Subject '" + subject + "' not found.");
    }
    return versions;
  }

  private List<RegisteredSchema> withId(int id) {
    List<RegisteredSchema> found = log.schemas().withId(id);
    if (found.isEmpty()) {
      throw new Refusal(HttpStatus.NOT_FOUND, NO_SCHEMA, "Schema " + id + " not found");
    }
    return found;
  }

  private static Schema schema(AggregatedHttpRequest request) {
    try {
      JsonNode body = JSON.readTree(request.contentUtf8());
      String type = body.path("schemaType").asText("AVRO");
      if (!type.equals("AVRO")) {
        throw new Refusal(
            HttpStatus.UNPROCESSABLE_ENTITY,
            BAD_SCHEMA,
            "Only AVRO schemas are kept here, not " + type);
      }
      return new Schema.Parser().parse(body.path("schema").asText());
    } catch (JsonProcessingException | SchemaParseException e) {
      throw new Refusal(HttpStatus.UNPROCESSABLE_ENTITY, BAD_SCHEMA, "Invalid Avro schema");
    }
  }

  private static ObjectNode json(RegisteredSchema registered) {
    return JSON.createObjectNode()
        .put("subject", registered.subject())
        .put("version", registered.version())
        .put("id", registered.id())
        .put("schema", registered.schema().toString());
  }

  private static HttpResponse ok(JsonNode body) {
    return HttpResponse.of(HttpStatus.OK, TYPE, body.toString());
  }

  /** Something that is not there or not allowed, with the code that clients of this API know. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient HttpStatus status;
    private final int code;

    Refusal(HttpStatus status, int code, String message) {
      super(message);
      this.status = status;
      this.code = code;
    }
  }

  /** The one table from faults to answers. */
  static final class Errors implements ExceptionHandlerFunction {
    @Override
    public HttpResponse handleException(
        ServiceRequestContext context, HttpRequest request, Throwable cause) {
      String message = Optional.ofNullable(cause.getMessage()).orElse("no message");
      if (cause instanceof Refusal refusal) {
        return error(refusal.status, refusal.code, message);
      }
      if (cause instanceof RegistryException) {
        return error(HttpStatus.CONFLICT, HttpStatus.CONFLICT.code(), message);
      }
      if (cause instanceof IllegalArgumentException) {
        return error(HttpStatus.BAD_REQUEST, HttpStatus.BAD_REQUEST.code(), "malformed request");
      }
      return error(HttpStatus.SERVICE_UNAVAILABLE, UNAVAILABLE, message);
    }

    private static HttpResponse error(HttpStatus status, int code, String message) {
      ObjectNode body = JSON.createObjectNode().put("error_code", code).put("message", message);
      return HttpResponse.of(status, TYPE, body.toString());
    }
  }
}
