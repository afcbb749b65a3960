// Runs a declarative Jenkinsfile with Groovy: its closures are called as Jenkins calls them, and each sh is run.
// groovy run.groovy JENKINSFILE, in the workspace
class Steps {
    static final ANY = new Object()
    boolean hasFailed = false
    Map<String, String> credentials = [:]

    def propertyMissing(String name) { if (name == 'any') ANY else throw new MissingPropertyException(name, Steps) }
    def pipeline(Closure body) { within(body) }
    def agent(where) { assert where.is(ANY) }
    def stages(Closure body) {
        try { within(body) } catch (AssertionError error) { hasFailed = true; println error.message.readLines()[0] }
    }
    def stage(String name, Closure body) { println "[$name]"; within(body) }
    def steps(Closure body) { within(body) }
    def post(Closure body) { within(body) }
    def always(Closure body) { within(body) }
    def junit(String report) { assert new File(report).isFile() }
    def usernameColonPassword(Map what) { [(what.variable): "user-of-${what.credentialsId}:token"] }
    def withCredentials(List<Map> given, Closure body) {
        credentials = given.sum()
        try { within(body) } finally { credentials = [:] }
    }
    def sh(String script) {
        def process = new ProcessBuilder('sh', '-xe', '-c', script).inheritIO()
        process.environment().putAll(credentials.collectEntries { k, v -> [(k): v.toString()] })
        assert process.start().waitFor() == 0
    }
    private within(Closure body) {
        body.delegate = this
        body.resolveStrategy = Closure.DELEGATE_FIRST
        body()
    }
}
def steps = new Steps()
def script = new GroovyShell().parse(new File(args[0]))
script.metaClass.pipeline = { Closure body -> steps.pipeline(body) }
script.run()
System.exit(steps.hasFailed ? 1 : 0)
