"""`snakemake doctor`: check that a cluster provides everything that trainings need.

In: nothing. Out: results/doctor/report.txt, which is also printed, and made anew each time.
There is one small job without a GPU and one with a GPU. The report runs beside them and
waits up to its `runtime`. It depends on neither, so that it can report a job that failed
or never started.
"""


rule doctor_ask:
    input:
        code=code("scripts/doctor_ask.py"),
    output:
        asked="results/doctor/asked.json",
    log:
        "results/logs/doctor/ask.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=5,
    params:
        # It differs each time, so that the jobs run again.
        now=lambda wildcards: datetime.now(UTC).isoformat(),
    message:
        "Start the doctor"
    script:
        "../scripts/doctor_ask.py"


rule doctor_cpu:
    input:
        code=code("scripts/doctor_cpu.py"),
        asked="results/doctor/asked.json",
    output:
        seen="results/doctor/cpu.json",
    log:
        "results/logs/doctor/cpu.log",
    priority: 1
    retries: 0
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=1500,
        runtime=10,
    message:
        "Collect the facts of a job without a GPU"
    script:
        "../scripts/doctor_cpu.py"


rule doctor_gpu:
    input:
        code=code("scripts/doctor_gpu.py"),
        asked="results/doctor/asked.json",
    output:
        seen="results/doctor/gpu.json",
    log:
        "results/logs/doctor/gpu.log",
    priority: 1
    retries: 0
    conda:
        "../envs/train.yaml"
    threads: 1
    resources:
        **requests.gpus("doctor_gpu"),
        mem_mb=4000,
        runtime=10,
    message:
        "Collect the facts of a job with a GPU"
    script:
        "../scripts/doctor_gpu.py"


rule doctor_report:
    input:
        code=code("scripts/doctor_report.py"),
        asked="results/doctor/asked.json",
    output:
        report="results/doctor/report.txt",
    log:
        "results/logs/doctor/report.log",
    localrule: True
    conda:
        "../envs/analysis.yaml"
    threads: 1
    resources:
        mem_mb=500,
        runtime=10,
    message:
        "Wait up to {resources.runtime} minutes for both jobs, and report"
    script:
        "../scripts/doctor_report.py"
