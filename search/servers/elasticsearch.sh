#!/usr/bin/env bash
# Lays out a real single-node Elasticsearch from Maven Central: elasticsearch.sh HOME. Called by elasticsearch.py.
# Needs mvn and a JDK of 21 or newer, named in JDK. Registries come from Maven's own settings.
set -euo pipefail
umask 022
version=9.5.3 # the netty transport is published for few versions: 9.0.8, 9.1.7, 9.2.2, 9.5.3
home=$1
here=$(cd "$(dirname "$0")" && pwd)
build=$home/build
[ -e "$home/.laid-out-$version" ] && exit 0
rm -rf "$home"
mkdir -p "$build/jars" "$home"/{lib/entitlement-agent,lib/entitlement-bridge,lib/tools/ansi-console,plugins} \
  "$home"/{lib/platform/linux-x64,modules/transport-netty4,modules/analysis-kaejon,config/jvm.options.d,data,logs,tmp}
cd "$build"

# Three artifacts; what they depend on comes with them.
{
  echo '<project><modelVersion>4.0.0</modelVersion><groupId>local</groupId><artifactId>home</artifactId>'
  echo '<version>1</version><packaging>pom</packaging><dependencies>'
  for one in org.elasticsearch:elasticsearch org.elasticsearch:elasticsearch-entitlement-bridge \
    org.elasticsearch.plugin:transport-netty4; do
    echo "<dependency><groupId>${one%:*}</groupId><artifactId>${one#*:}</artifactId><version>$version</version></dependency>"
  done
  echo '</dependencies></project>'
} >pom.xml
mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
  -DoutputDirectory="$build/jars" -DincludeScope=runtime

mv jars/elasticsearch-entitlement-bridge-*.jar "$home/lib/entitlement-bridge/"
mv jars/netty-*.jar jars/transport-netty4-*.jar jars/elasticsearch-ssl-config-*.jar "$home/modules/transport-netty4/"
mv jars/*.jar "$home/lib/"
# The module's descriptor and entitlement policy travel inside its jar.
(cd "$build" && "$JDK/bin/jar" xf "$home"/modules/transport-netty4/transport-netty4-*.jar META-INF/es-plugins)
cp META-INF/es-plugins/transport-netty4/* "$home/modules/transport-netty4/"
zstd=$(ls /usr/lib/*/libzstd.so.1 /lib/*/libzstd.so.1 2>/dev/null | head -1 || true)
[ -z "$zstd" ] || cp -L "$zstd" "$home/lib/platform/linux-x64/libzstd.so"

compile() { # compile OUTPUT SOURCE…: with the server's own classes
  out=$1
  shift
  "$JDK/bin/javac" -proc:none -XDsuppressNotes --release 21 -cp "$home/lib/*" -d "$out" "$@"
}
compile agent "$here/java/LocalEntitlementAgent.java"
printf 'Agent-Class: LocalEntitlementAgent\nCan-Redefine-Classes: true\nCan-Retransform-Classes: true\n' >agent.mf
"$JDK/bin/jar" cfm "$home/lib/entitlement-agent/agent.jar" agent.mf -C agent .
compile console "$here/java/org/elasticsearch/io/ansi/AnsiConsoleLoader.java"
"$JDK/bin/jar" cf "$home/lib/tools/ansi-console/console.jar" -C console .
compile args "$here/java/WriteServerArgs.java"
compile analysis "$here/java/kaejon/AnalysisPlugin.java"
"$JDK/bin/jar" cf "$home/modules/analysis-kaejon/analysis-kaejon.jar" -C analysis .
printf '%s\n' name=analysis-kaejon "description=tokenizers" "version=$version" "elasticsearch.version=$version" \
  java.version=21 classname=kaejon.AnalysisPlugin >"$home/modules/analysis-kaejon/plugin-descriptor.properties"
touch "$home/.laid-out-$version"
