package io.clientconn.codegen;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;

/**
 * The comments of services and methods of one file, as text that is safe in Javadoc: what
 * stands before them, else what follows on the line, as in protobuf's own Java code.
 * Immutable. Never passes markup through: what looks like a tag is shown as written.
 */
final class ProtoComments {

	private final Map<List<Integer>, String> byPath;

	private ProtoComments(Map<List<Integer>, String> byPath) {
		this.byPath = byPath;
	}

	static ProtoComments of(FileDescriptor file) {
		Map<List<Integer>, String> byPath = new HashMap<>();
		for (Location location : file.toProto().getSourceCodeInfo().getLocationList()) {
			String before = javadoc(location.getLeadingComments());
			String text = before.isEmpty() ? javadoc(location.getTrailingComments()) : before;
			if (!text.isEmpty()) {
				byPath.put(location.getPathList(), text);
			}
		}
		return new ProtoComments(byPath);
	}

	String on(ServiceDescriptor service) {
		return text(List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, service.getIndex()));
	}

	String on(MethodDescriptor method) {
		return text(List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, method.getService().getIndex(),
				ServiceDescriptorProto.METHOD_FIELD_NUMBER, method.getIndex()));
	}

	private String text(List<Integer> path) {
		return this.byPath.getOrDefault(path, "");
	}

	/**
	 * Escapes what would end the comment, start a tag, or, as a backslash before a
	 * {@code u}, be decoded before the compiler looks for comments.
	 */
	static String javadoc(String comment) {
		return comment.lines()
			.map(String::strip)
			.collect(Collectors.joining("\n"))
			.strip()
			.replace("&", "&amp;")
			.replace("<", "&lt;")
			.replace(">", "&gt;")
			.replace("@", "&#64;")
			.replace("\\", "&#92;")
			.replace("*/", "*&#47;")
			.replace("/*", "&#47;*")
			.replaceAll("\n{2,}", "\n<p>\n");
	}

}
