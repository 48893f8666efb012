"""Classify new images, which have no labels, with one trained model.

In: `model` and `images` of the configuration, usually given by --config. Out:
results/classified/<images>-<model>-<digest>/{predictions.csv, refused.csv,
contact_sheet.png, contact_sheet.pdf}.
"""

CLASSIFIED = f"results/classified/{classify_request.name_of(config)}"


rule classify:
    input:
        code=code("scripts/classify.py", "scripts/galaxybench/networks/model_card.py"),
        model=classified.model_file,
    output:
        predictions=f"{CLASSIFIED}/predictions.csv",
        refused=f"{CLASSIFIED}/refused.csv",
        png=f"{CLASSIFIED}/contact_sheet.png",
        pdf=f"{CLASSIFIED}/contact_sheet.pdf",
    log:
        f"results/logs/classify/{classify_request.name_of(config)}.log",
    conda:
        "../envs/train.yaml"
    threads: 4
    resources:
        **light(mb=4000, minutes=120),
    params:
        asked=classified.request,
    message:
        "Classify {params.asked[images]} with {params.asked[model]} "
        "({output.predictions})"
    script:
        "../scripts/classify.py"
